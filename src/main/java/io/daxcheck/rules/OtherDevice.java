package io.daxcheck.rules;

/**
 * A device that holds files of a filesystem, next to the one that is mounted.
 *
 * @param role what the filesystem uses it for: {@code realtime device}
 * @param name its kernel name; where the host does not show it, as the mount option names it, or empty where none does
 * @param option that names it, whole; empty where none does
 * @param answer the kernel's for it
 */
public record OtherDevice(String role, String name, String option, Answer answer) {}

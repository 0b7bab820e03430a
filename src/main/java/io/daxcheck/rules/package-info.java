/**
 * What a kernel decides about a device, a dm table and a filesystem, and the findings that give the reason. A rule about a
 * filesystem is in {@link io.daxcheck.rules.FilesystemRules}, its reason in the class of its subject; both ask the kernel
 * for a behaviour, never for a version.
 */
package io.daxcheck.rules;

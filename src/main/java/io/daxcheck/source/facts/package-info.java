/**
 * Reads the facts of a host from a tree: sysfs, proc, boot, systemd units. One more attribute of a device is a
 * {@link io.daxcheck.source.facts.FactKey}, and a file that a capture must hold for it a {@code CaptureItem}.
 */
package io.daxcheck.source.facts;

/** Reads the facts of a host from a tree: sysfs, proc, boot, systemd units. */
package io.daxcheck.source.facts;

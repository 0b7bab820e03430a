package io.daxcheck.mount;

import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.rules.NextMount;

/**
 * A filesystem that the host is configured to mount from the top of a stack.
 *
 * @param mount as it is written
 * @param next what its files get when it is mounted so
 */
public record ConfiguredFilesystem(ConfiguredMount mount, NextMount next) {
    /** Whether it asks for DAX on every file. */
    public boolean daxRequested() {
        return mount.daxOption().asksForDax();
    }
}

package io.daxcheck.host;

/**
 * A range of a device.
 *
 * @param start its first 512-byte sector
 * @param length in 512-byte sectors
 */
public record SectorRange(long start, long length) {}

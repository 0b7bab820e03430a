package io.daxcheck.stack.pages;

/**
 * A range of the top device of a stack with one hazard.
 *
 * @param start its first 512-byte sector
 * @param length in 512-byte sectors
 */
public record HazardRange(Hazard hazard, long start, long length) {}

/**
 * What a Linux kernel is, by its release, and how each one behaves towards DAX: the only place with version
 * numbers in it.
 */
package io.daxcheck.kernel;

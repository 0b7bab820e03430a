/** One capture of many: bytes in, a line out, for {@code audit} and for engines that have many machines. */
package io.daxcheck.fleet;

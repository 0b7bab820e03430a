/** The facts of one host, as immutable records: what was read, with where it came from; nothing is decided here. */
package io.daxcheck.host;

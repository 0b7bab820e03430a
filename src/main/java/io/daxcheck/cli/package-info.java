/** The commands, their options and the exit status; the only place that sees picocli. */
package io.daxcheck.cli;

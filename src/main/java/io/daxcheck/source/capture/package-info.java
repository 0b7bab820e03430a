/** Writes captures: which files one takes, the script that takes them, and redaction. */
package io.daxcheck.source.capture;

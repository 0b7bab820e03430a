/** Text without meaning of its own: numbers, words, lines, paths, escapes, and text made safe for a terminal or a shell. */
package io.daxcheck.text;

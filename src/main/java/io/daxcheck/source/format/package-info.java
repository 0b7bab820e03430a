/**
 * One class for each file format or command output format; each turns bytes into facts. What is read of which file is in
 * {@link io.daxcheck.source.facts}.
 */
package io.daxcheck.source.format;

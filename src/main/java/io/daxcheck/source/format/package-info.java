/** One class for each file format or command output format; each turns bytes into facts. */
package io.daxcheck.source.format;

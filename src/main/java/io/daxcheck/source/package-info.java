/**
 * Where facts are read: a live root, a directory, an archive in memory; and one reader per kernel file. The only
 * package that opens files or runs a command; its IOExceptions become facts here.
 */
package io.daxcheck.source;

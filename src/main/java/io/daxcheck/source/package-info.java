/** The front door: opens what the user named (this host, a capture, a sosreport, an example) as a tree. */
package io.daxcheck.source;

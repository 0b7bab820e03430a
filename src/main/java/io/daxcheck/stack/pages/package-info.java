/** What is true of the bytes: where block I/O to a page of a device lands, and where a DAX access to it lands. */
package io.daxcheck.stack.pages;

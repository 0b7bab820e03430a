/** What is mounted, what is configured to be mounted, and what the next mount will do. */
package io.daxcheck.mount;

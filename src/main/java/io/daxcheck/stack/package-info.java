/** The graph of layers: which device is on which, and the names of devices. */
package io.daxcheck.stack;

/** The graph of layers: which device lies on which, and the names of devices. */
package io.daxcheck.stack;

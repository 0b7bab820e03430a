/** Sosreports and supportconfigs: what the outputs of each tool show, as a tree of facts. */
package io.daxcheck.source.bundle;

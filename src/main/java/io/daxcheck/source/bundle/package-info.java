/**
 * Sosreports and supportconfigs: what the outputs of each tool show, as a tree of facts. The output of one more command is
 * a class of its own, a {@code BundleTool}. A file that the bundle copied from the host needs nothing here: it is read by
 * {@link io.daxcheck.source.facts} as on the host itself.
 */
package io.daxcheck.source.bundle;

/**
 * Words and names that all reports share. A format is a class: for a terminal in {@link io.daxcheck.report.text}, for
 * programs in {@link io.daxcheck.report.data}, as a web page in {@link io.daxcheck.report.html}, and in
 * {@link io.daxcheck.report.reference} where it needs no host. The option that chooses it is in {@code cli}.
 */
package io.daxcheck.report;

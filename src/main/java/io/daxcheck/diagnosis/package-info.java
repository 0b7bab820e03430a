/** Folds the rules over a host: kernel candidates, verdict of each stack, findings about the host. */
package io.daxcheck.diagnosis;

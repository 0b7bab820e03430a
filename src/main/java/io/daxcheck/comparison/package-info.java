/** Two captures of one host: which answers differ, and which facts are the reason. */
package io.daxcheck.comparison;

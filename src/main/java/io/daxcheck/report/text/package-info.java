/** Reports for a terminal. */
package io.daxcheck.report.text;

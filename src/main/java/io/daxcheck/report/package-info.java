/** Words and names that all reports share. */
package io.daxcheck.report;

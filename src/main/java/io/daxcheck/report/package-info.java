/** One class for each way of writing a report down. */
package io.daxcheck.report;

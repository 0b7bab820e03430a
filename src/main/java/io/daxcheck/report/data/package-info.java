/** Reports for programs: JSON, Prometheus, monitoring plugins. */
package io.daxcheck.report.data;

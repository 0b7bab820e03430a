/** Reports that need no host: findings explained, kernels compared. */
package io.daxcheck.report.reference;

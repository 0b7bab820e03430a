/** The vocabulary of findings: codes, severity, evidence, remedy. */
package io.daxcheck.finding;

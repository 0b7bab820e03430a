/** The audit of what outgrows one machine. Compiled with the profile spark only. */
package io.daxcheck.spark;

/** What a kernel decides about a device, a dm table and a filesystem, and the findings that give the reason. */
package io.daxcheck.rules;

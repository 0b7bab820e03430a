/** Run by the build only: manual pages, completion scripts, and the list of classes for the class-data archive. */
package io.daxcheck.build;

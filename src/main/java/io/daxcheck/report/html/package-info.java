/** Reports as web pages, with a picture of the stack. */
package io.daxcheck.report.html;

/** From the state that was read to a working mount: ordered steps, and the rules that every printed command keeps. */
package io.daxcheck.plan;

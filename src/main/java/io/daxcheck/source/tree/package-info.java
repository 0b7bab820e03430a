/** Where bytes come from: the live host, a directory, an archive. Every tree is confined to its root and bounded. */
package io.daxcheck.source.tree;

package io.daxcheck.stack.pages;

/** What a DAX access finds on a device that is stacked on nothing. */
public enum LeafMemory {
    /** Memory with struct page: DAX works. */
    STRUCT_PAGES,
    /** Memory for which the kernel has no struct page: a raw namespace. */
    NO_STRUCT_PAGES,
    /** No memory: the device has no DAX. */
    NONE,
    /** A fact that shows which is missing. */
    UNKNOWN
}

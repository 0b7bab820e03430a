package io.daxcheck.stack.pages;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTarget;
import java.util.Optional;

/**
 * Why pages of a stack are not right for DAX: the layer where it begins.
 *
 * @param device the layer
 * @param target the target of its table that is meant; empty where it is a leaf, or has no table
 * @param pages of this layer that are reached from the top and touched by it; 0 where no number can be given
 */
public record Cause(Kind kind, BlockDevice device, Optional<DmTarget> target, long pages) {
    /** One about a target of the layer's table. */
    Cause(Kind kind, BlockDevice device, DmTarget target, long pages) {
        this(kind, device, Optional.of(target), pages);
    }

    /** One about the layer as a whole. */
    Cause(Kind kind, BlockDevice device, long pages) {
        this(kind, device, Optional.empty(), pages);
    }

    /** What is wrong there. */
    public enum Kind {
        /** An offset that is not a whole number of pages. */
        OFFSET,
        /** A page that begins in one target and ends in the next. */
        BOUNDARY,
        /** A chunk that is not a whole number of pages. */
        CHUNK,
        /** A target whose every DAX access fails. */
        TARGET_FAILS,
        /** A target of a type that daxcheck does not know. */
        TARGET_UNKNOWN,
        /** A leg that no device of the host answers to, or lies beyond its end. */
        LEG_UNKNOWN,
        /** A dm device without a readable table. */
        TABLE_UNKNOWN,
        /** A leaf without DAX. */
        LEAF_WITHOUT_DAX,
        /** Memory without struct page. */
        NO_STRUCT_PAGES,
        /** Known bad blocks. */
        POISON,
        /** A leaf of which it is not known whether it has DAX. */
        LEAF_UNKNOWN,
        /** A pmem disk whose bad blocks are not known. */
        POISON_UNKNOWN
    }
}

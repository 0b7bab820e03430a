package io.daxcheck.source.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The files of a small EROFS image whose inodes are among the first bytes of the device (fs/erofs/erofs_fs.h). Only from
 * them follows which files have DAX: not those that are compressed or have an inline tail.
 */
public final class ErofsInodes {
    private static final int ROOT_NID_OFFSET = 1024 + 14;
    private static final int META_BLOCK_OFFSET = 1024 + 40;
    private static final int BLOCK_BITS_OFFSET = 1024 + 12;
    private static final int SLOT = 32;
    private static final int DIRENT = 12;
    private static final int LAYOUT_PLAIN = 0;
    private static final int LAYOUT_COMPRESSED = 1;
    private static final int LAYOUT_INLINE = 2;
    private static final int LAYOUT_COMPRESSED_COMPACT = 3;
    private static final int TYPE_REGULAR = 1;
    private static final int TYPE_DIRECTORY = 2;

    /** A small image has few levels; deeper ones are left undecided. */
    private static final int MAX_DEPTH = 8;

    private final ByteBuffer bytes;

    /** Gets every byte that was looked at. */
    private final byte[] copy;

    private final int blockBits;
    private final boolean complete;

    /** More entries than there are inodes in the bytes are links, or lead in circles. */
    private int entriesLeft;

    private int plain;
    private int compressed;
    private int others;

    /**
     * @param bytes the first of the device, little-endian
     */
    ErofsInodes(ByteBuffer bytes, int blockBits) {
        this(bytes, blockBits, new byte[bytes.capacity()]);
    }

    private ErofsInodes(ByteBuffer bytes, int blockBits, byte[] copy) {
        this.bytes = bytes;
        this.copy = copy;
        this.blockBits = blockBits;
        this.entriesLeft = 4 * bytes.capacity() / SLOT;
        this.complete = walk(Short.toUnsignedLong(bytes.getShort(ROOT_NID_OFFSET)), 0);
    }

    /**
     * Copies what decides which files have DAX, and nothing else, so that it is the same in the copy: of each inode its
     * layout and size, and the directories without the names of files.
     *
     * @param from the first bytes of the device, with the superblock of an EROFS
     * @param to as many
     */
    public static void copy(byte[] from, byte[] to) {
        ByteBuffer bytes = ByteBuffer.wrap(from).order(ByteOrder.LITTLE_ENDIAN);
        int blockBits = bytes.get(BLOCK_BITS_OFFSET);
        // Of a damaged superblock nothing else means anything.
        if (blockBits >= 9 && blockBits <= 16) {
            new ErofsInodes(bytes, blockBits, to);
        }
    }

    private void keep(int offset, int length) {
        int end = Math.min(offset + length, copy.length);
        if (end > offset) {
            bytes.get(offset, copy, offset, end - offset);
        }
    }

    /** Whether every regular file was seen, there is one, and none is compressed or has an inline tail. */
    boolean haveNoInlineData() {
        return complete && plain > 0 && compressed == 0 && others == 0;
    }

    /** Whether every regular file was seen, some are compressed, and the others have an inline tail: none has DAX. */
    boolean areCompressed() {
        return complete && compressed > 0 && plain == 0;
    }

    /** False where a directory or a file does not lie in the bytes. */
    private boolean walk(long nid, int depth) {
        int inode = inode(nid);
        if (inode < 0 || depth > MAX_DEPTH || layout(inode) != LAYOUT_INLINE || !isIn(inode, headerBytes(inode))) {
            return false;
        }
        long size = Integer.toUnsignedLong(bytes.getInt(inode + 8));
        int data = inode + headerBytes(inode) + attributeBytes(inode);
        // A directory in one piece: larger ones have blocks before their tail.
        if (size < DIRENT || size >= 1L << blockBits || !isIn(data, (int) size)) {
            return false;
        }
        int entries = Short.toUnsignedInt(bytes.getShort(data + 8)) / DIRENT;
        if (entries == 0 || (long) entries * DIRENT > size) {
            return false;
        }
        for (int i = 0; i < entries; i++) {
            int entry = data + i * DIRENT;
            keep(entry, DIRENT);
            long child = bytes.getLong(entry);
            int type = bytes.get(entry + 10);
            boolean isOther = isOtherThan(child, nid, entry, data, entries, (int) size);
            entriesLeft--;
            if (entriesLeft < 0 || (type == TYPE_REGULAR && !count(child))) {
                return false;
            }
            if (type == TYPE_DIRECTORY && isOther && !walk(child, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a directory is neither {@code .} nor {@code ..}, which lead back. */
    private boolean isOtherThan(long child, long own, int entry, int data, int entries, int size) {
        int name = data + Short.toUnsignedInt(bytes.getShort(entry + 8));
        boolean isLast = entry == data + (entries - 1) * DIRENT;
        int end = isLast ? data + size : data + Short.toUnsignedInt(bytes.getShort(entry + DIRENT + 8));
        boolean isUp = end - name == 2 && end <= data + size && bytes.get(name) == '.' && bytes.get(name + 1) == '.';
        if (isUp) {
            keep(name, 2);
        }
        return child != own && !isUp;
    }

    /** Counts a regular file; false where its inode is not among the bytes. */
    private boolean count(long nid) {
        int inode = inode(nid);
        if (inode < 0) {
            return false;
        }
        switch (layout(inode)) {
            case LAYOUT_PLAIN -> plain++;
            case LAYOUT_COMPRESSED, LAYOUT_COMPRESSED_COMPACT -> compressed++;
            case LAYOUT_INLINE -> others++;
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Where an inode begins; -1 where that is not among the bytes. */
    private int inode(long nid) {
        long meta = Integer.toUnsignedLong(bytes.getInt(META_BLOCK_OFFSET)) << blockBits;
        if (nid < 0 || nid > bytes.capacity() / SLOT || meta > bytes.capacity()) {
            return -1;
        }
        int inode = (int) (meta + nid * SLOT);
        if (!isIn(inode, SLOT)) {
            return -1;
        }
        // i_format and i_xattr_icount, i_size.
        keep(inode, 4);
        keep(inode + 8, 4);
        return inode;
    }

    private boolean isIn(int offset, int length) {
        return offset >= 0 && length >= 0 && (long) offset + length <= bytes.capacity();
    }

    private int layout(int inode) {
        return bytes.getShort(inode) >> 1 & 0x7;
    }

    private int headerBytes(int inode) {
        return (bytes.getShort(inode) & 1) == 0 ? 32 : 64;
    }

    private int attributeBytes(int inode) {
        int count = Short.toUnsignedInt(bytes.getShort(inode + 2));
        return count == 0 ? 0 : 12 + (count - 1) * 4;
    }
}

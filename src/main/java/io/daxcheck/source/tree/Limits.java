package io.daxcheck.source.tree;

import java.time.Duration;

/**
 * How much of an input is read before it is given up: captures come from other people's hosts. No limit is ever
 * reached in silence: one that is for the input as a whole ends in an {@link InputException} that names it, one for a
 * single file makes that file unreadable.
 *
 * @param entries entries of one archive, directories that it has no entry for counted too, and names that are listed in
 *     one capture; a host with 100,000 block devices has some 2,000,000
 * @param keptBytes bytes of file content and of names that one archive may take in memory, and bytes of files that are
 *     read from one capture, a file counting as often as links lead to it
 * @param unpackedBytes bytes that one archive may have once it is decompressed, skipped content included
 * @param fileBytes bytes of one file; a sysfs attribute has at most one page
 * @param largeFileBytes bytes of one file that grows with the host: the output of a command, {@code mountinfo}
 * @param pathCharacters characters in the path of one entry of an archive
 * @param pathDepth directories above one entry of an archive
 * @param decoderKibibytes memory that an xz stream may ask of its decoder; {@code xz -9} asks 65 MiB
 * @param commandTime that all commands which a live host is asked with may take together: dmsetup waits while a device is
 *     suspended, and a monitoring system waits 10 s for its plugin
 */
public record Limits(
        int entries,
        long keptBytes,
        long unpackedBytes,
        int fileBytes,
        int largeFileBytes,
        int pathCharacters,
        int pathDepth,
        int decoderKibibytes,
        Duration commandTime) {

    private static final int MEBIBYTE = 1 << 20;

    /** Holds for every input unless the user raises a limit. */
    public static final Limits DEFAULT = new Limits(
            2_000_000,
            512L * MEBIBYTE,
            2048L * MEBIBYTE,
            MEBIBYTE,
            64 * MEBIBYTE,
            4096,
            64,
            128 * 1024,
            Duration.ofSeconds(8));

    /** The same limits but for one. */
    public Limits with(Limit limit, long value) {
        return new Limits(
                limit == Limit.ENTRIES ? (int) value : entries,
                limit == Limit.KEPT_BYTES ? value : keptBytes,
                limit == Limit.UNPACKED_BYTES ? value : unpackedBytes,
                limit == Limit.FILE_BYTES ? (int) value : fileBytes,
                limit == Limit.LARGE_FILE_BYTES ? (int) value : largeFileBytes,
                limit == Limit.PATH_CHARACTERS ? (int) value : pathCharacters,
                limit == Limit.PATH_DEPTH ? (int) value : pathDepth,
                limit == Limit.DECODER_KIBIBYTES ? (int) value : decoderKibibytes,
                commandTime);
    }

    /** The same limits with another time for commands. */
    public Limits withCommandTime(Duration time) {
        return new Limits(
                entries,
                keptBytes,
                unpackedBytes,
                fileBytes,
                largeFileBytes,
                pathCharacters,
                pathDepth,
                decoderKibibytes,
                time);
    }

    /**
     * What bounds one file.
     *
     * @param bytes most that it may have
     * @param limit which limit that is
     */
    record OfFile(int bytes, Limit limit) {
        /** Why a file is not read that has more. */
        String exceeded() {
            return "larger than " + bytes + " bytes (" + limit.hint() + ")";
        }
    }

    /** What bounds the output of a command, and a file that a user names. */
    public OfFile forLargeFile() {
        return new OfFile(largeFileBytes, Limit.LARGE_FILE_BYTES);
    }

    /**
     * What bounds a file. By the last two parts of its path alone, because an archive is read before it is known how
     * many directories lie above its root.
     *
     * @param directory name of the directory that it lies in, without a path
     * @param name its own name
     */
    public OfFile forFile(String directory, String name) {
        boolean growsWithHost = directory.equals("commands")
                || name.equals("mountinfo")
                || name.equals("kallsyms")
                || BundleFiles.isUsedPlugin(directory)
                || BundleFiles.isJournalOfBoot(name)
                || (directory.equals("log") && name.equals("messages"))
                || BundleFiles.SUPPORTCONFIG_FILES.contains(name);
        return growsWithHost ? forLargeFile() : new OfFile(fileBytes, Limit.FILE_BYTES);
    }
}

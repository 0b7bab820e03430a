package io.daxcheck.source;

/**
 * How much of an input is read before it is given up: captures come from other people's hosts. No limit is ever
 * reached in silence: one that is for the input as a whole ends in an {@link InputException} that names it, one for a
 * single file makes that file unreadable.
 *
 * @param entries entries of one archive; a host with 100,000 block devices has some 2,000,000
 * @param keptBytes bytes of file content that one archive may take in memory
 * @param unpackedBytes bytes that one archive may have once it is decompressed, skipped content included
 * @param fileBytes bytes of one file; a sysfs attribute has at most one page
 * @param largeFileBytes bytes of one file that grows with the host: the output of a command, {@code mountinfo}
 * @param pathCharacters characters in the path of one entry of an archive
 * @param pathDepth directories above one entry of an archive
 * @param decoderKibibytes memory that an xz stream may ask of its decoder; {@code xz -9} asks 65 MiB
 */
public record Limits(
        int entries,
        long keptBytes,
        long unpackedBytes,
        int fileBytes,
        int largeFileBytes,
        int pathCharacters,
        int pathDepth,
        int decoderKibibytes) {

    private static final int MEBIBYTE = 1 << 20;

    /** Holds for every input unless the user raises a limit. */
    public static final Limits DEFAULT =
            new Limits(2_000_000, 512L * MEBIBYTE, 2048L * MEBIBYTE, MEBIBYTE, 64 * MEBIBYTE, 4096, 64, 128 * 1024);

    /**
     * Bytes that a file may have. By the last two parts of its path alone, because an archive is read before it is
     * known how many directories lie above its root.
     *
     * @param directory name of the directory that it lies in, without a path
     * @param name its own name
     */
    int forFile(String directory, String name) {
        boolean growsWithHost = directory.equals("commands")
                || name.equals("mountinfo")
                || name.equals("kallsyms")
                || Sosreport.isUsedPlugin(directory)
                || Supportconfig.FILES.contains(name);
        return growsWithHost ? largeFileBytes : fileBytes;
    }
}

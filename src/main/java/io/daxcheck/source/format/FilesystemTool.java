package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Superblock;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Utf8;
import io.daxcheck.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What is on a device, from the output of the filesystem's own tool, {@code dumpe2fs -h} or {@code xfs_info}:
 * {@code commands/dumpe2fs/KNAME} and {@code commands/xfs_info/KNAME}.
 */
public enum FilesystemTool implements Function<byte[], Superblock> {
    DUMPE2FS("commands/dumpe2fs/") {
        @Override
        public Superblock apply(byte[] content) {
            return ext(Utf8.decode(content));
        }
    },
    XFS_INFO("commands/xfs_info/") {
        @Override
        public Superblock apply(byte[] content) {
            return xfs(Utf8.decode(content));
        }
    };

    /** What xfs_info prints with 0 or 1, and the superblock names alike. */
    private static final List<String> OF_XFS = List.of(
            "finobt",
            "rmapbt",
            "reflink",
            "bigtime",
            "inobtcount",
            "nrext64",
            "exchange",
            "parent",
            "metadir",
            "zoned");

    private final String directory;

    FilesystemTool(String directory) {
        this.directory = directory;
    }

    /** Where the output for a device is. */
    public String path(String device) {
        return directory + device;
    }

    /** The superblock of a device; absent where no tool's output is there. */
    public static Fact<Superblock> read(Tree tree, String device) {
        Fact<Superblock> found = new Fact.Absent<>("superblocks/" + device);
        for (FilesystemTool tool : values()) {
            Fact<Superblock> superblock = tree.read(tool.path(device)).map(tool);
            if (superblock.isKnown() || found instanceof Fact.Absent) {
                found = superblock;
            }
        }
        return found;
    }

    /** Lines {@code NAME: VALUE}. */
    private static Superblock ext(String text) {
        ExtFeatures features = new ExtFeatures(0, 0, 0);
        boolean hasFeatures = false;
        long blockSize = Decimal.NONE;
        long blocks = Decimal.NONE;
        List<String> options = new ArrayList<>();
        String uuid = "";
        String label = "";
        String journal = "";
        Lines lines = new Lines(text);
        while (lines.next()) {
            String line = lines.line();
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(colon + 1).strip();
            switch (colon < 0 ? "" : line.substring(0, colon)) {
                case "Filesystem features" -> {
                    features = ExtFeatures.named(Words.of(value));
                    hasFeatures = true;
                }
                case "Block size" -> blockSize = Decimal.parse(value);
                case "Block count" -> blocks = Decimal.parse(value);
                case "Default mount options" -> {
                    if (Words.of(value).contains("journal_data")) {
                        options.add(0, "data=journal");
                    }
                }
                case "Journal device" -> journal = value;
                case "Mount options" -> ExtSuperblock.addOptions(options, value);
                case "Filesystem UUID" -> uuid = value.equals("<none>") ? "" : value;
                case "Filesystem volume name" -> label = value.equals("<none>") ? "" : value;
                default -> {}
            }
        }
        if (!hasFeatures || !isBlockSize(blockSize, 1024)) {
            throw new Fact.Malformed("not what dumpe2fs -h prints of a filesystem");
        }
        if (features.hasJournal() && !journal.isEmpty()) {
            options.add(ExtSuperblock.JOURNAL_DEVICE + journal);
        }
        return new Superblock(
                features.type(),
                (int) blockSize,
                features.shown(),
                options,
                FeatureBits.bytes(blocks, (int) blockSize),
                uuid,
                label,
                true);
    }

    /**
     * {@code NAME=VALUE} pairs in groups: {@code data = bsize=4096 …}. A tool from before a feature does not print it;
     * version 4, without checksums, has none of them.
     */
    private static Superblock xfs(String text) {
        String group = "";
        long blockSize = Decimal.NONE;
        long blocks = Decimal.NONE;
        boolean isXfs = false;
        boolean complete = false;
        boolean hasRealtimeInside = false;
        List<String> features = new ArrayList<>();
        Lines lines = new Lines(text);
        while (lines.next()) {
            String line = lines.line();
            int equals = line.indexOf('=');
            if (equals < 0) {
                continue;
            }
            String title = line.substring(0, equals).strip();
            group = title.isEmpty() ? group : title;
            isXfs |= group.equals("meta-data");
            String rest = line.substring(equals + 1);
            switch (group) {
                case "meta-data" -> {
                    addFeatures(features, rest);
                    addIf(features, number(rest, "crc=") == 0, "v4");
                    complete |= number(rest, "reflink=") != Decimal.NONE || number(rest, "crc=") == 0;
                }
                case "data" -> {
                    blockSize = Math.max(blockSize, number(rest, "bsize="));
                    blocks = Math.max(blocks, number(rest, "blocks="));
                }
                case "naming" -> addFeatures(features, rest);
                case "log" -> addIf(features, title.equals("log") && !rest.startsWith("internal"), "external_log");
                case "realtime" -> {
                    addIf(features, number(rest, "blocks=") > 0, "realtime");
                    addFeatures(features, rest);
                    boolean isInside = title.equals("realtime") && rest.startsWith("internal");
                    hasRealtimeInside |= isInside;
                    // Only a zoned filesystem has it on its data device.
                    addIf(features, isInside, "zoned");
                }
                default -> {}
            }
        }
        if (!isXfs || !isBlockSize(blockSize, 512)) {
            throw new Fact.Malformed("not what xfs_info prints of a filesystem");
        }
        long size = hasRealtimeInside ? 0 : FeatureBits.bytes(blocks, (int) blockSize);
        return new Superblock("xfs", (int) blockSize, features, List.of(), size, "", "", complete);
    }

    private static void addFeatures(List<String> features, String line) {
        for (String feature : OF_XFS) {
            addIf(features, number(line, feature + "=") > 0, feature);
        }
    }

    private static void addIf(List<String> features, boolean has, String feature) {
        if (has && !features.contains(feature)) {
            features.add(feature);
        }
    }

    /** The number after a name, or {@link Decimal#NONE}. */
    private static long number(String line, String name) {
        for (String word : Words.of(line)) {
            if (word.startsWith(name)) {
                String number = word.substring(name.length());
                return Decimal.parse(number.endsWith(",") ? number.substring(0, number.length() - 1) : number);
            }
        }
        return Decimal.NONE;
    }

    private static boolean isBlockSize(long bytes, int least) {
        return bytes >= least && bytes <= 65536 && Long.bitCount(bytes) == 1;
    }
}

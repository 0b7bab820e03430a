package io.daxcheck.source.bundle;

import io.daxcheck.source.facts.FactKey;
import io.daxcheck.text.Lines;
import java.util.Optional;

/** {@code blkid}: {@code /dev/pmem1: UUID="…" BLOCK_SIZE="512" TYPE="xfs"}; XFS's BLOCK_SIZE is its sector size. */
final class BlkidTool implements BundleTool {
    @Override
    public void addTo(CollectedDevices devices, CommandOutputs outputs) {
        for (CommandOutputs.Output output : outputs.of("blkid")) {
            Lines lines = new Lines(output.text());
            while (lines.next()) {
                String line = lines.line();
                int colon = line.indexOf(": ");
                Optional<String> name = colon < 0 ? Optional.empty() : devices.deviceAt(line.substring(0, colon));
                if (name.isPresent()) {
                    Statements contents = devices.contents();
                    add(contents, name.get(), UdevKeys.TYPE, quoted(line, " TYPE=\""), output.source());
                    add(contents, name.get(), UdevKeys.UUID, quoted(line, " UUID=\""), output.source());
                    add(contents, name.get(), UdevKeys.BLOCK_SIZE, quoted(line, " BLOCK_SIZE=\""), output.source());
                    add(contents, name.get(), UdevKeys.LABEL, quoted(line, " LABEL=\""), output.source());
                }
            }
        }
    }

    private static void add(Statements contents, String device, FactKey<String> key, String value, String source) {
        if (!value.isEmpty()) {
            contents.add(device, key, value, source);
        }
    }

    /** What is in quotes after a tag; empty where the tag is not there. */
    private static String quoted(String line, String before) {
        int start = line.indexOf(before);
        int end = start < 0 ? -1 : line.indexOf('"', start + before.length());
        return end < 0 ? "" : line.substring(start + before.length(), end);
    }
}

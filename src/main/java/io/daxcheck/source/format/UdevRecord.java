package io.daxcheck.source.format;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.UdevData;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code /run/udev/data/bMAJOR:MINOR}: a line {@code S:LINK} for each name below /dev, a line {@code E:KEY=VALUE} for
 * each property, {@code I:MICROSECONDS} for the time of its first event, and others that do not matter here.
 */
public final class UdevRecord implements Function<byte[], UdevData> {
    /** More than any disk has names. */
    private static final int MAX_LINKS = 1_000;

    private final String path;

    private UdevRecord(String path) {
        this.path = path;
    }

    public static Fact<UdevData> read(Tree tree, DeviceNumber number) {
        Fact<byte[]> data = tree.read("run/udev/data/b" + number);
        return data.map(new UdevRecord(data.source()));
    }

    @Override
    public UdevData apply(byte[] content) {
        List<String> links = new ArrayList<>();
        String type = "";
        int blockSize = 0;
        String uuid = "";
        String label = "";
        String partitionUuid = "";
        String partitionLabel = "";
        long initialized = 0;
        Lines lines = new Lines(Utf8.decode(content));
        while (lines.next()) {
            String line = lines.line();
            int equals = line.indexOf('=');
            if (line.startsWith("S:")) {
                if (links.size() == MAX_LINKS) {
                    throw new Fact.Malformed("more than " + MAX_LINKS + " names of one device");
                }
                links.add(line.substring(2));
            } else if (line.startsWith("I:")) {
                initialized = Math.max(0, Decimal.parse(line.substring(2)));
            } else if (line.startsWith("E:") && equals > 0) {
                String value = line.substring(equals + 1);
                switch (line.substring(2, equals)) {
                    case "ID_FS_TYPE" -> type = value;
                    case "ID_FS_BLOCKSIZE" -> blockSize = blockSize(value);
                    case "ID_FS_UUID" -> uuid = value;
                    case "ID_FS_LABEL_ENC" -> label = Escapes.unescaped(value);
                    case "ID_PART_ENTRY_UUID" -> partitionUuid = value;
                    case "ID_PART_ENTRY_NAME" -> partitionLabel = Escapes.unescaped(value);
                    default -> {}
                }
            }
        }
        return new UdevData(links, type, blockSize, uuid, label, partitionUuid, partitionLabel, initialized, path);
    }

    private static int blockSize(String text) {
        long bytes = Decimal.parse(text);
        return bytes == Decimal.NONE || bytes > 1 << 20 ? 0 : (int) bytes;
    }
}

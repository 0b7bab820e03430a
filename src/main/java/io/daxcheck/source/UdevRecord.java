package io.daxcheck.source;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.UdevData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code /run/udev/data/bMAJOR:MINOR}: a line {@code S:LINK} for each name below /dev, a line {@code E:KEY=VALUE} for
 * each property, and others that do not matter here.
 */
final class UdevRecord implements Function<byte[], UdevData> {
    /** More than any disk has names. */
    private static final int MAX_LINKS = 1_000;

    private final String path;

    private UdevRecord(String path) {
        this.path = path;
    }

    static Fact<UdevData> read(Tree tree, DeviceNumber number) {
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
        Lines lines = new Lines(Attribute.decode(content));
        while (lines.next()) {
            String line = lines.line();
            int equals = line.indexOf('=');
            if (line.startsWith("S:")) {
                if (links.size() == MAX_LINKS) {
                    throw new Fact.Malformed("more than " + MAX_LINKS + " names of one device");
                }
                links.add(line.substring(2));
            } else if (line.startsWith("E:") && equals > 0) {
                String value = line.substring(equals + 1);
                switch (line.substring(2, equals)) {
                    case "ID_FS_TYPE" -> type = value;
                    case "ID_FS_BLOCKSIZE" -> blockSize = blockSize(value);
                    case "ID_FS_UUID" -> uuid = value;
                    case "ID_FS_LABEL_ENC" -> label = unescaped(value);
                    case "ID_PART_ENTRY_UUID" -> partitionUuid = value;
                    case "ID_PART_ENTRY_NAME" -> partitionLabel = unescaped(value);
                    default -> {}
                }
            }
        }
        return new UdevData(links, type, blockSize, uuid, label, partitionUuid, partitionLabel, path);
    }

    private static int blockSize(String text) {
        long bytes = Decimal.parse(text);
        return bytes == Decimal.NONE || bytes > 1 << 20 ? 0 : (int) bytes;
    }

    /** udev writes a byte that is not a plain character as a backslash, an x and two hexadecimal digits. */
    private static String unescaped(String value) {
        int escape = value.indexOf("\\x");
        if (escape < 0) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        int position = 0;
        while (escape >= 0) {
            int high = escape + 3 < value.length() ? Character.digit(value.charAt(escape + 2), 16) : -1;
            int low = escape + 3 < value.length() ? Character.digit(value.charAt(escape + 3), 16) : -1;
            text.append(value, position, escape);
            if (high < 0 || low < 0) {
                text.append("\\x");
                position = escape + 2;
            } else {
                text.append((char) (high * 16 + low));
                position = escape + 4;
            }
            escape = value.indexOf("\\x", position);
        }
        return text.append(value, position, value.length()).toString();
    }
}

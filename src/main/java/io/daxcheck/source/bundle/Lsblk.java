package io.daxcheck.source.bundle;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Output of {@code lsblk}, as pairs ({@code -P}, {@code NAME="sda" MAJ:MIN="8:0" …}) or as a table with a header whose
 * first column may draw a tree. Sizes are rounded to one decimal unless {@code -b} was given.
 */
public final class Lsblk {
    private static final String TREE_CHARACTERS = "│├└─ |`-";

    private Lsblk() {}

    /**
     * The devices, a map of columns each; one that is on several others may be there several times.
     *
     * @return of a table only the columns whose place is sure: from the first up to one that may be empty
     */
    static List<Map<String, String>> read(String output) {
        List<Map<String, String>> devices = new ArrayList<>();
        Lines lines = new Lines(output);
        List<String> header = List.of();
        while (lines.next()) {
            String line = lines.line();
            if (line.contains("=\"")) {
                devices.add(pairs(line));
            } else if (line.startsWith("NAME ")) {
                header = Words.of(line);
            } else if (!header.isEmpty()) {
                row(header, line).ifPresent(devices::add);
            }
        }
        return devices;
    }

    /** {@code COLUMN="VALUE"} pairs; newer versions write {@code MAJ_MIN} for {@code MAJ:MIN} when asked to. */
    private static Map<String, String> pairs(String line) {
        Map<String, String> columns = new HashMap<>();
        int position = 0;
        int equals = line.indexOf("=\"");
        while (equals >= 0) {
            int end = line.indexOf('"', equals + 2);
            if (end < 0) {
                break;
            }
            String name = line.substring(position, equals).strip();
            String value = Escapes.unescaped(line.substring(equals + 2, end));
            columns.put(name.equals("MAJ_MIN") ? "MAJ:MIN" : name.replace('_', '-'), value);
            position = end + 1;
            equals = line.indexOf("=\"", position);
        }
        return columns;
    }

    /** Empty where the line is no row of the table. */
    private static Optional<Map<String, String>> row(List<String> header, String line) {
        int start = 0;
        while (start < line.length() && TREE_CHARACTERS.indexOf(line.charAt(start)) >= 0) {
            start++;
        }
        List<String> words = Words.from(line, start);
        int number = header.indexOf("MAJ:MIN");
        // A name with blanks in it takes several words; the number says where it ends.
        int at = number;
        while (number > 0
                && at < words.size()
                && DeviceNumber.parse(words.get(at)).isEmpty()) {
            at++;
        }
        if (number <= 0 || at >= words.size()) {
            return Optional.empty();
        }
        Map<String, String> columns = new HashMap<>();
        int extra = at - number;
        columns.put("NAME", Escapes.unescaped(String.join(" ", words.subList(0, extra + 1))));
        for (int i = 1; i < header.size() && i + extra < words.size() && isNeverEmpty(header.get(i)); i++) {
            columns.put(header.get(i), words.get(i + extra));
        }
        return Optional.of(columns);
    }

    private static boolean isNeverEmpty(String column) {
        return switch (column) {
            case "KNAME", "MAJ:MIN", "RM", "RO", "SIZE", "TYPE" -> true;
            default -> false;
        };
    }

    /**
     * Whether a size that lsblk rounded can be this number of bytes.
     *
     * @param size {@code 126.8M}, {@code 4G}
     */
    static boolean mayStandFor(String size, long bytes) {
        if (size.isEmpty()) {
            return false;
        }
        int exponent = "BKMGTPE".indexOf(size.charAt(size.length() - 1));
        int point = Math.max(size.indexOf('.'), size.indexOf(','));
        long whole = Decimal.parse(size, 0, point < 0 ? size.length() - 1 : point);
        if (exponent < 0 || whole == Decimal.NONE) {
            return false;
        }
        long tenths = point < 0 || point + 2 > size.length() - 1 ? 0 : Decimal.parse(size, point + 1, point + 2);
        double shown = whole + tenths / 10.0;
        double exact = bytes / (double) (1L << (10 * exponent));
        return tenths != Decimal.NONE && Math.abs(exact - shown) <= 0.1;
    }
}

package io.daxcheck.source.format;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Split;
import io.daxcheck.text.Utf8;
import io.daxcheck.text.Words;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Output of {@code dmsetup info}, of which every form is read that tools collect: what a capture holds, {@code -c
 * --noheadings --separator ' ' -o name,major,minor,attr,uuid}, in older ones without {@code attr}; {@code -c}, with its header or without; {@code -c
 * --noheadings}, which separates with colons; and the long form, a block of lines for each device. A name may contain
 * spaces and colons, and the uuid may be empty.
 */
public final class DmsetupInfo implements Function<byte[], Map<Integer, DmsetupInfo.Device>> {
    public static final DmsetupInfo PARSER = new DmsetupInfo();

    /** What dmsetup prints, on standard output and with success, where there is nothing to print. */
    public static final String NO_DEVICES = "No devices found";

    /** The columns that {@code -c} has unless {@code -o} names others. */
    private static final List<String> DEFAULT_COLUMNS =
            List.of("Name", "Maj", "Min", "Stat", "Open", "Targ", "Event", "UUID");

    private static final int STATE_LETTERS = 4;

    private DmsetupInfo() {}

    /**
     * One device.
     *
     * @param name as dmsetup prints it: with its escapes read
     * @param uuid empty where the device has none
     * @param targets how many its live table has; -1 where that is not known
     * @param state {@code L--w}: a live table, an inactive one ({@code I}), suspended ({@code s}), writable; empty where it
     *     is not known
     */
    public record Device(String name, DeviceNumber number, String uuid, int targets, String state) {
        public boolean hasInactiveTable() {
            return state.startsWith("I", 1);
        }

        public boolean isSuspended() {
            return state.startsWith("s", 2);
        }
    }

    /** The devices by their minor number, which is the N in dm-N; all have the same major number. */
    @Override
    public Map<Integer, Device> apply(byte[] content) {
        Map<Integer, Device> devices = new HashMap<>();
        Lines lines = new Lines(Utf8.decode(content));
        List<String> header = DEFAULT_COLUMNS;
        Optional<LongForm> open = Optional.empty();
        while (lines.next()) {
            String line = lines.line();
            if (line.isBlank() || line.equals(NO_DEVICES)) {
                continue;
            }
            if (line.startsWith("Name:")) {
                open = Optional.of(new LongForm(line.substring("Name:".length()).strip()));
                continue;
            }
            if (open.isPresent()) {
                open.get().read(line).ifPresent(device -> devices.put(device.number.minor(), device));
                continue;
            }
            List<String> words = Words.of(line);
            if (words.get(0).equals("Name") && words.contains("Maj") && words.contains("Min")) {
                header = words;
                continue;
            }
            Optional<Device> device = columns(header, words);
            if (device.isEmpty() && line.indexOf(':') > 0) {
                device = columns(DEFAULT_COLUMNS, Split.of(line, ':'));
            }
            if (device.isEmpty()) {
                device = parse(line);
            }
            if (device.isEmpty()) {
                throw new Fact.Malformed(
                        "line " + lines.number() + ": not a name, two numbers and a uuid: " + OneLine.quoted(line));
            }
            devices.put(device.get().number.minor(), device.get());
        }
        return devices;
    }

    /** A row of {@code -c}: the name, which may be several words, is first, and the uuid may be missing. */
    private static Optional<Device> columns(List<String> header, List<String> words) {
        boolean endsInUuid = header.get(header.size() - 1).equals("UUID");
        for (int missing = 0; missing <= (endsInUuid ? 1 : 0); missing++) {
            int extra = words.size() - header.size() + missing;
            if (extra < 0) {
                continue;
            }
            Optional<DeviceNumber> number =
                    DeviceNumber.parse(column(header, words, extra, "Maj") + ':' + column(header, words, extra, "Min"));
            boolean isRow = !header.contains("Stat") || isState(column(header, words, extra, "Stat"));
            if (number.isPresent() && isRow) {
                String name = String.join(" ", words.subList(0, extra + 1));
                String uuid = endsInUuid && missing == 0 ? words.get(words.size() - 1) : "";
                long targets = Decimal.parse(column(header, words, extra, "Targ"));
                return Optional.of(new Device(
                        name,
                        number.get(),
                        uuid,
                        targets > Integer.MAX_VALUE ? -1 : (int) targets,
                        column(header, words, extra, "Stat")));
            }
        }
        return Optional.empty();
    }

    private static String column(List<String> header, List<String> words, int extra, String name) {
        int index = header.indexOf(name);
        return index > 0 && index + extra < words.size() ? words.get(index + extra) : "";
    }

    /** {@code L--w}: tables that are loaded, whether the device is suspended, and how it may be opened. */
    public static boolean isState(String word) {
        return word.length() == STATE_LETTERS
                && "L-".indexOf(word.charAt(0)) >= 0
                && "I-".indexOf(word.charAt(1)) >= 0
                && "s-".indexOf(word.charAt(2)) >= 0
                && "rw".indexOf(word.charAt(3)) >= 0;
    }

    private static Optional<Device> parse(String line) {
        int uuidSpace = line.lastIndexOf(' ');
        Optional<Device> device =
                uuidSpace < 0 ? Optional.empty() : parse(line, uuidSpace, line.substring(uuidSpace + 1));
        // Without the space that an empty uuid leaves at the end of the line, where something has cut it off.
        return device.isEmpty() ? parse(line, line.length(), "") : device;
    }

    /** Reads {@code NAME MAJOR MINOR}, and the state or not, before a position; empty where it is something else. */
    private static Optional<Device> parse(String line, int end, String uuid) {
        int stateSpace = line.lastIndexOf(' ', end - 1);
        String last = line.substring(stateSpace + 1, end);
        return stateSpace > 0 && isState(last) ? parse(line, stateSpace, uuid, last) : parse(line, end, uuid, "");
    }

    private static Optional<Device> parse(String line, int end, String uuid, String state) {
        int minorSpace = line.lastIndexOf(' ', end - 1);
        int majorSpace = minorSpace < 0 ? -1 : line.lastIndexOf(' ', minorSpace - 1);
        if (majorSpace <= 0) {
            return Optional.empty();
        }
        String numbers = line.substring(majorSpace + 1, end).replace(' ', ':');
        Optional<DeviceNumber> number = DeviceNumber.parse(numbers);
        return number.isEmpty()
                ? Optional.empty()
                : Optional.of(new Device(line.substring(0, majorSpace), number.get(), uuid, -1, state));
    }

    /** The block of lines of one device, of which the uuid comes last and may be missing. */
    private static final class LongForm {
        private final String name;
        private Optional<DeviceNumber> number = Optional.empty();
        private int targets = -1;
        private String uuid = "";
        private boolean isSuspended;
        private String tables = "";

        private LongForm(String name) {
            this.name = name;
        }

        /** Takes a line; returns what is known of the device with it; empty as long as its number is not. */
        private Optional<Device> read(String line) {
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(colon + 1).strip();
            switch (colon < 0 ? "" : line.substring(0, colon)) {
                case "Major, minor" -> number = DeviceNumber.parse(value.replace(", ", ":"));
                case "Number of targets" -> {
                    long count = Decimal.parse(value);
                    targets = count > Integer.MAX_VALUE ? -1 : (int) count;
                }
                case "UUID" -> uuid = value;
                case "State" -> isSuspended = value.startsWith("SUSPENDED");
                case "Tables present" -> tables = value;
                default -> {
                    // Read ahead, open count, event number: nothing that matters here.
                }
            }
            return number.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Device(name, number.get(), uuid, targets, state()));
        }

        /** The words as {@code -c} has them; whether it can be written does not matter. */
        private String state() {
            return tables.isEmpty()
                    ? ""
                    : (tables.contains("LIVE") ? "L" : "-")
                            + (tables.contains("INACTIVE") ? "I" : "-")
                            + (isSuspended ? "s" : "-")
                            + "w";
        }
    }
}

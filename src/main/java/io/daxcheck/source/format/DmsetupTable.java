package io.daxcheck.source.format;

import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Utf8;
import io.daxcheck.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Output of {@code dmsetup table}: a line {@code NAME: START LENGTH TYPE ARGUMENTS} for each target, and a line
 * {@code NAME:} for a device that has no table. A name may hold spaces and colons, so a line is read by the names that
 * are known from elsewhere. dmsetup prints names with their escapes read: the name that the kernel holds as
 * {@code a\x20b} is printed as {@code a b}.
 */
public final class DmsetupTable {
    public static final String PATH = "commands/dmsetup-table";

    /**
     * Most characters of a name as it is printed: the kernel allows 127 (DM_NAME_LEN), each of which may be written as
     * four. Further to the right no name ends, however many colons a line has.
     */
    private static final int MAX_NAME = 4 * 127;

    private static final Comparator<DmTarget> BY_START = new ByStart();

    /** The device that prints as each name. */
    private final Map<String, String> devices = new HashMap<>();

    /** Names that more than one device may print as: their lines show nothing. */
    private final Set<String> ambiguous = new HashSet<>();

    private final Map<String, Draft> drafts = new HashMap<>();
    private Optional<String> strayLine = Optional.empty();

    /** What was read of one device's table. */
    private static final class Draft {
        private final List<DmTarget> targets = new ArrayList<>();

        /** The number of the line of each target. */
        private final List<Integer> numbers = new ArrayList<>();

        private boolean isNamed;
        private Optional<String> trouble = Optional.empty();
    }

    private DmsetupTable() {}

    /**
     * The table of each device.
     *
     * @param output what dmsetup printed
     * @param names of each dm device, by its kernel name, everything that it may be called; empty where nothing is
     *     known
     * @return a fact for each key of {@code names}
     */
    public static Map<String, Fact<DmTable>> read(Fact<byte[]> output, Map<String, List<String>> names) {
        Map<String, Fact<DmTable>> tables = new HashMap<>();
        if (!(output instanceof Fact.Known<byte[]> known)) {
            for (String device : names.keySet()) {
                tables.put(
                        device,
                        output instanceof Fact.Unreadable<byte[]> unreadable
                                ? new Fact.Unreadable<>(unreadable.source(), unreadable.reason())
                                : new Fact.Absent<>(output.source()));
            }
            return tables;
        }
        DmsetupTable reader = new DmsetupTable();
        reader.nameDevices(names);
        Lines lines = new Lines(Utf8.decode(known.content()));
        while (lines.next()) {
            reader.readLine(lines.line(), lines.number());
        }
        for (Map.Entry<String, List<String>> device : names.entrySet()) {
            tables.put(device.getKey(), reader.table(device.getKey(), device.getValue(), known.source()));
        }
        return tables;
    }

    /**
     * The table of one device, its lines with or without the device's name before them, as a person writes one.
     *
     * @param source what the fact cites
     * @return unreadable where no kernel takes it: without a target, or with one that does not begin where the one before
     *     ends (drivers/md/dm-table.c: dm_table_add_target, adjoin; dm-ioctl.c: populate_table)
     * @throws Fact.Malformed where a line is no target; the message says which
     */
    public static Fact<DmTable> ofOneDevice(byte[] content, String source) {
        Draft draft = new Draft();
        Optional<String> refusal = Optional.empty();
        Lines lines = new Lines(Utf8.decode(content));
        while (lines.next()) {
            String line = lines.line().strip();
            if (line.isEmpty()) {
                continue;
            }
            boolean isNamed = line.charAt(0) < '0' || line.charAt(0) > '9' || isOfUnknownDevice(line);
            String target = isNamed ? line.substring(line.indexOf(": ") + 1).strip() : line;
            List<String> words = Words.of(target);
            boolean isEmpty = words.size() > 2 && Decimal.parse(words.get(0)) >= 0 && Decimal.parse(words.get(1)) == 0;
            if (!isEmpty) {
                add(draft, target, lines.number());
            } else if (refusal.isEmpty()) {
                refusal = Optional.of(
                        "line " + lines.number() + ": the target at sector " + words.get(0) + " has a length of 0");
            }
            if (draft.trouble.isPresent()) {
                throw new Fact.Malformed(draft.trouble.get());
            }
        }
        if (refusal.isEmpty()) {
            refusal = draft.targets.isEmpty() ? Optional.of("it has no target") : notAdjoining(draft);
        }
        return fact(draft, refusal, source);
    }

    private static Fact<DmTable> fact(Draft draft, Optional<String> trouble, String source) {
        return trouble.isEmpty()
                ? new Fact.Known<>(new DmTable(draft.targets), source)
                : new Fact.Unreadable<>(source, trouble.get());
    }

    /** Where targets, in the order in which they are loaded, do not adjoin; empty where they do. */
    private static Optional<String> notAdjoining(Draft draft) {
        long end = 0;
        for (int k = 0; k < draft.targets.size(); k++) {
            DmTarget target = draft.targets.get(k);
            if (target.start() != end) {
                String begins =
                        "line " + draft.numbers.get(k) + ": the target begins at sector " + target.start() + ", ";
                return Optional.of(
                        target.start() > end
                                ? begins + "and no target before it has sectors " + end + " to " + (target.start() - 1)
                                : begins + "and the one before it ends at sector " + (end - 1));
            }
            end = target.end();
        }
        return Optional.empty();
    }

    /** Names as printed override names with their escapes decoded. */
    private void nameDevices(Map<String, List<String>> names) {
        for (Map.Entry<String, List<String>> device : names.entrySet()) {
            for (String name : device.getValue()) {
                nameDevice(name, device.getKey());
            }
        }
        Set<String> asTheyStand = new HashSet<>(devices.keySet());
        for (Map.Entry<String, List<String>> device : names.entrySet()) {
            for (String name : device.getValue()) {
                String printed = Escapes.unescaped(name);
                if (!asTheyStand.contains(printed)) {
                    nameDevice(printed, device.getKey());
                }
            }
        }
        for (String device : names.keySet()) {
            drafts.put(device, new Draft());
        }
    }

    private void nameDevice(String name, String device) {
        String other = devices.putIfAbsent(name, device);
        if (other != null && !other.equals(device)) {
            ambiguous.add(name);
        }
    }

    private void readLine(String line, int number) {
        if (line.isBlank() || line.equals(DmsetupInfo.NO_DEVICES)) {
            return;
        }
        // The longest name first: "a: 0 8 linear 1:0 0" may itself be the name of a device.
        int colon = line.lastIndexOf(':', MAX_NAME);
        while (colon > 0) {
            boolean endsName = colon + 1 == line.length() || line.charAt(colon + 1) == ' ';
            String name = endsName ? line.substring(0, colon) : "";
            if (endsName && ambiguous.contains(name)) {
                return;
            }
            String device = devices.get(name);
            if (endsName && device != null) {
                add(drafts.get(device), line.substring(colon + 1).strip(), number);
                return;
            }
            colon = line.lastIndexOf(':', colon - 1);
        }
        if (!isOfUnknownDevice(line) && strayLine.isEmpty()) {
            strayLine =
                    Optional.of("line " + number + ": not NAME: START LENGTH TYPE ARGUMENTS: " + OneLine.quoted(line));
        }
    }

    private static void add(Draft draft, String target, int number) {
        draft.isNamed = true;
        if (target.isEmpty() || draft.trouble.isPresent()) {
            return;
        }
        try {
            draft.targets.add(DmTargetLine.parse(target));
            draft.numbers.add(number);
        } catch (Fact.Malformed malformed) {
            draft.trouble = Optional.of("line " + number + ": " + malformed.getMessage());
        }
    }

    /** Whether a line is of the form that dmsetup prints, regardless of the name. */
    private static boolean isOfUnknownDevice(String line) {
        int colon = line.indexOf(':');
        while (colon > 0) {
            if (isBlankFrom(line, colon + 1) || isTargetFrom(line, colon + 1)) {
                return true;
            }
            colon = line.indexOf(':', colon + 1);
        }
        return false;
    }

    private static boolean isBlankFrom(String line, int position) {
        int end = position;
        while (end < line.length() && Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        return end == line.length();
    }

    /** Whether blank, number, blank, number, blank and more text follow at a position. */
    private static boolean isTargetFrom(String line, int position) {
        int startEnd = numberEnd(line, position + 1);
        int lengthEnd = startEnd < 0 ? -1 : numberEnd(line, startEnd + 1);
        return line.charAt(position) == ' ' && lengthEnd > 0 && lengthEnd + 1 < line.length();
    }

    /** Where the number at a position ends, if that is at a blank; -1 where there is none. */
    private static int numberEnd(String line, int position) {
        int end = position;
        while (end < line.length() && line.charAt(end) >= '0' && line.charAt(end) <= '9') {
            end++;
        }
        boolean isNumber =
                end < line.length() && line.charAt(end) == ' ' && Decimal.parse(line, position, end) != Decimal.NONE;
        return isNumber ? end : -1;
    }

    private Fact<DmTable> table(String device, List<String> names, String source) {
        Draft draft = drafts.get(device);
        if (draft.trouble.isPresent()) {
            return new Fact.Unreadable<>(source, draft.trouble.get());
        }
        if (!draft.targets.isEmpty()) {
            draft.targets.sort(BY_START);
            return fact(draft, hole(draft.targets), source);
        }
        if (draft.isNamed) {
            return new Fact.Absent<>(source);
        }
        if (strayLine.isPresent()) {
            return new Fact.Unreadable<>(source, strayLine.get());
        }
        if (names.isEmpty()) {
            return new Fact.Unreadable<>(source, "the name of " + device + " is not known");
        }
        for (String name : names) {
            if (ambiguous.contains(name) || ambiguous.contains(Escapes.unescaped(name))) {
                return new Fact.Unreadable<>(source, "more than one device is printed as " + OneLine.quoted(name));
            }
        }
        return new Fact.Unreadable<>(source, "no line for " + OneLine.quoted(names.get(0)));
    }

    /** Where sorted targets leave a gap or overlap; empty where they do not. */
    private static Optional<String> hole(List<DmTarget> targets) {
        long end = 0;
        for (DmTarget target : targets) {
            if (target.start() > end) {
                return Optional.of("no target for sectors " + end + " to " + (target.start() - 1));
            }
            if (target.start() < end) {
                return Optional.of("two targets for sector " + target.start());
            }
            end = target.end();
        }
        return Optional.empty();
    }

    private static final class ByStart implements Comparator<DmTarget> {
        @Override
        public int compare(DmTarget one, DmTarget other) {
            return Long.compare(one.start(), other.start());
        }
    }
}

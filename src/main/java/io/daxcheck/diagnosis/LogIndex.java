package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogLine;
import io.daxcheck.kernel.KernelMessage;
import io.daxcheck.text.NaturalOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines of the kernel's log by what they name. */
final class LogIndex {
    private static final List<String> OF_A_REGION = List.of("namespace", "pfn", "btt", "dax");

    /**
     * A line.
     *
     * @param number its place among the others
     * @param message empty where it holds none that is known
     * @param device the block device that it names; empty where it names none
     */
    record LoggedLine(int number, LogLine line, Optional<KernelMessage> message, String device)
            implements Comparable<LoggedLine> {
        @Override
        public int compareTo(LoggedLine other) {
            return Integer.compare(number, other.number);
        }

        boolean isHarmless() {
            return message.isPresent() && message.get().isHarmless();
        }

        Evidence evidence() {
            return new Evidence(line.text(), line.source(), true);
        }
    }

    private final List<LoggedLine> lines = new ArrayList<>();

    /** The lines with a message that is known: by the block device that they are about, and by each word. */
    private final Map<String, List<LoggedLine>> byDevice = new HashMap<>();

    private final Map<String, List<LoggedLine>> byWord = new HashMap<>();

    LogIndex(Host host) {
        LoggedMemory memory = new LoggedMemory(host);
        for (LogLine line : host.kernelLog().value().orElse(List.of())) {
            Optional<KernelMessage> message = KernelMessage.in(line.text());
            boolean isMemory = message.isPresent() && message.get().isOfMemory();
            List<String> owners = isMemory ? memory.ownersOf(message.get(), line.text()) : List.of();
            if (message.equals(Optional.of(KernelMessage.MEMORY_LOST))
                    && owners.isEmpty()
                    && !LoggedMemory.isOfDax(line.text())) {
                // RAM that failed.
                continue;
            }
            LoggedLine logged = new LoggedLine(lines.size(), line, message, KernelMessage.deviceIn(line.text()));
            lines.add(logged);
            for (String owner : owners) {
                enter(owner, logged, byDevice);
                enter(owner, logged, byWord);
            }
            if (logged.message.isPresent()) {
                enter(logged.device, logged, byDevice);
                enterWords(logged);
            }
        }
    }

    private static void enter(String key, LoggedLine logged, Map<String, List<LoggedLine>> index) {
        List<LoggedLine> same = index.get(key);
        if (same == null) {
            same = new ArrayList<>(1);
            index.put(key, same);
        }
        if (same.isEmpty() || same.get(same.size() - 1).number != logged.number) {
            same.add(logged);
        }
    }

    /** A word, what is before the first colon in it, and the region of a device of the libnvdimm bus. */
    private void enterWords(LoggedLine logged) {
        String text = logged.line.text();
        int start = 0;
        while (start < text.length()) {
            int space = text.indexOf(' ', start);
            String word = text.substring(start, space < 0 ? text.length() : space);
            int colon = word.indexOf(':');
            enter(word, logged, byWord);
            if (colon > 0) {
                enter(word.substring(0, colon), logged, byWord);
            }
            for (String kind : OF_A_REGION) {
                int dot = word.indexOf('.');
                if (word.startsWith(kind) && dot > kind.length()) {
                    enter("region" + word.substring(kind.length(), dot), logged, byWord);
                }
            }
            start += word.length() + 1;
        }
    }

    boolean isEmpty() {
        return byWord.isEmpty();
    }

    /** All of them, oldest first. */
    List<LoggedLine> lines() {
        return lines;
    }

    /** Those with a known message about a block device, oldest first. */
    List<LoggedLine> ofDevice(String device) {
        return byDevice.getOrDefault(device, List.of());
    }

    /**
     * Those with a known message in which this is a word: a device of the libnvdimm bus, or the region of one, oldest
     * first.
     */
    List<LoggedLine> naming(String word) {
        return byWord.getOrDefault(word, List.of());
    }

    /** The numbered devices of a kind that lines with a known message name, in their order: {@code nmem0}. */
    List<String> named(String kind) {
        List<String> names = new ArrayList<>();
        for (String word : byWord.keySet()) {
            boolean isDevice = word.startsWith(kind) && word.length() > kind.length();
            for (int i = kind.length(); isDevice && i < word.length(); i++) {
                isDevice = Character.isDigit(word.charAt(i)) || word.charAt(i) == '.';
            }
            if (isDevice) {
                names.add(word);
            }
        }
        names.sort(NaturalOrder::compare);
        return names;
    }

    /** The line before one, which may say why without naming a device; empty for the first. */
    Optional<LoggedLine> before(LoggedLine logged) {
        return logged.number == 0 ? Optional.empty() : Optional.of(lines.get(logged.number - 1));
    }

    /** The newest line with one of these messages that has this word. */
    Optional<LoggedLine> newest(String word, KernelMessage... messages) {
        Optional<LoggedLine> newest = Optional.empty();
        for (LoggedLine logged : naming(word)) {
            if (List.of(messages).contains(logged.message.orElseThrow())) {
                newest = Optional.of(logged);
            }
        }
        return newest;
    }
}

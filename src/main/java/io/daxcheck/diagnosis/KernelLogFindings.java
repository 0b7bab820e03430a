package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.KernelMessage;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.Fact;
import io.daxcheck.host.LogLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Ties the lines of the kernel's log to the findings that explain them, and shows those that nothing explains. */
final class KernelLogFindings {
    /** Lines that one finding quotes, the newest; a mount that is tried again and again logs the same each time. */
    static final int MAX_QUOTED = 3;

    private final List<Said> lines = new ArrayList<>();

    /** The lines with a message that is known: by the device that they are about, and by each word that may be a layer. */
    private final Map<String, List<Said>> byDevice = new HashMap<>();

    private final Map<String, List<Said>> byWord = new HashMap<>();

    /** What {@link #naming} has answered: many stacks have findings about one region. */
    private final Map<String, List<Said>> known = new HashMap<>();

    private final Set<Integer> used = new HashSet<>();

    /**
     * A line.
     *
     * @param number its place among the others
     * @param message null where it holds none that is known
     * @param device empty where it names none
     */
    private record Said(int number, LogLine line, KernelMessage message, String device) implements Comparable<Said> {
        @Override
        public int compareTo(Said other) {
            return Integer.compare(number, other.number);
        }
    }

    KernelLogFindings(Fact<List<LogLine>> log) {
        for (LogLine line : log.value().orElse(List.of())) {
            Said said = new Said(lines.size(), line, KernelMessage.in(line).orElse(null), KernelMessage.deviceIn(line));
            lines.add(said);
            if (said.message != null) {
                enter(said.device, said, byDevice);
                enterWords(said);
            }
        }
    }

    private static void enter(String key, Said said, Map<String, List<Said>> index) {
        List<Said> same = index.get(key);
        if (same == null) {
            same = new ArrayList<>(1);
            index.put(key, same);
        }
        if (same.isEmpty() || same.get(same.size() - 1).number != said.number) {
            same.add(said);
        }
    }

    /** A word, and what stands before the first colon in it. */
    private void enterWords(Said said) {
        String text = said.line.text();
        int start = 0;
        while (start < text.length()) {
            int space = text.indexOf(' ', start);
            String word = text.substring(start, space < 0 ? text.length() : space);
            int colon = word.indexOf(':');
            enter(word, said, byWord);
            if (colon > 0) {
                enter(word.substring(0, colon), said, byWord);
            }
            start += word.length() + 1;
        }
    }

    /**
     * The findings of a stack, with what the kernel logged about its top as their evidence, and a finding for what it
     * logged and they do not explain.
     */
    List<Finding> explain(String top, List<Finding> findings) {
        if (byWord.isEmpty()) {
            return findings;
        }
        List<List<Said>> quotes = new ArrayList<>(findings.size());
        for (Finding finding : findings) {
            quotes.add(new ArrayList<>(naming(finding, true)));
        }
        List<Said> unexplained = new ArrayList<>();
        for (Said said : byDevice.getOrDefault(top, List.of())) {
            used.add(said.number);
            boolean explained = said.message.isHarmless();
            for (int i = 0; i < findings.size(); i++) {
                if (said.message.isAbout(findings.get(i).code())) {
                    explained = true;
                    quote(said, quotes.get(i));
                }
            }
            if (!explained) {
                quote(said, unexplained);
            }
        }
        List<Finding> result = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            result.add(findings.get(i).withEvidence(evidence(quotes.get(i))));
        }
        if (!unexplained.isEmpty()) {
            result.add(unexplained(
                    top, "the kernel logged of " + top + " what nothing here explains", evidence(unexplained)));
        }
        return result;
    }

    /** The findings about no stack, with what the kernel logged of the namespace or region that each is about. */
    List<Finding> explainUnplaced(List<Finding> findings) {
        List<Finding> result = new ArrayList<>(findings.size());
        for (Finding finding : findings) {
            result.add(finding.withEvidence(evidence(naming(finding, false))));
        }
        return result;
    }

    /**
     * The newest lines that name a finding's layer and are about what it says.
     *
     * @param withoutDevice whether lines that name a device count for that one alone
     */
    private List<Said> naming(Finding finding, boolean withoutDevice) {
        String key = finding.code().code() + ' ' + withoutDevice + ' ' + finding.layer();
        List<Said> found = known.get(key);
        if (found == null) {
            found = new ArrayList<>(0);
            for (Said said : byWord.getOrDefault(finding.layer(), List.of())) {
                boolean counts = !withoutDevice || said.device.isEmpty();
                if (counts && said.message.isAbout(finding.code()) && names(said.line, finding.layer())) {
                    used.add(said.number);
                    quote(said, found);
                }
            }
            known.put(key, found);
        }
        return found;
    }

    /** Whether a layer is a word of the line: {@code namespace5.0}, and not where it is {@code namespace5.01}. */
    private static boolean names(LogLine line, String layer) {
        String text = line.text();
        int at = text.indexOf(layer);
        int end = at + layer.length();
        return at >= 0
                && (at == 0 || text.charAt(at - 1) == ' ')
                && (end == text.length() || text.charAt(end) == ' ' || text.charAt(end) == ':');
    }

    /** One finding for the lines about DAX that name no device that was judged; none where there are no such lines. */
    List<Finding> unplaced() {
        List<Said> quoted = new ArrayList<>();
        int count = 0;
        for (Said said : lines) {
            boolean harmless = said.message != null && said.message.isHarmless();
            if (!used.contains(said.number) && !harmless) {
                quote(said, quoted);
                count++;
            }
        }
        return count == 0
                ? List.of()
                : List.of(unexplained(
                        "kernel",
                        count == 1
                                ? "a line of the kernel's log is about DAX or persistent memory, and about no stack here"
                                : count + " lines of the kernel's log are about DAX or persistent memory, and about no "
                                        + "stack here",
                        evidence(quoted)));
    }

    private static void quote(Said said, List<Said> quotes) {
        for (Said quote : quotes) {
            if (quote.line.text().equals(said.line.text())) {
                return;
            }
        }
        quotes.add(said);
        if (quotes.size() > MAX_QUOTED) {
            Collections.sort(quotes);
            quotes.remove(0);
        }
    }

    private static List<Evidence> evidence(List<Said> quotes) {
        List<Said> inOrder = new ArrayList<>(quotes);
        Collections.sort(inOrder);
        List<Evidence> evidence = new ArrayList<>(quotes.size());
        for (Said said : inOrder) {
            evidence.add(new Evidence(said.line.text(), said.line.source()));
        }
        return evidence;
    }

    private static Finding unexplained(String layer, String message, List<Evidence> lines) {
        return new Finding(
                FindingCode.KERNEL_LOG_UNEXPLAINED,
                Severity.INFO,
                layer,
                message + ": " + lines.get(lines.size() - 1).fact(),
                lines,
                Remedy.look("Look at what was logged around it", "dmesg --ctime | grep -i -C3 dax"));
    }
}

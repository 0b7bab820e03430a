package io.daxcheck.diagnosis;

import io.daxcheck.host.Fact;
import io.daxcheck.host.LogLine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ties the lines of the kernel's log to the findings that explain them, and shows those that nothing explains. */
final class KernelLogFindings {
    /** Lines that one finding quotes, the newest; a mount that is tried again and again logs the same each time. */
    static final int MAX_QUOTED = 3;

    private final List<LogLine> lines;
    private final Set<LogLine> used = new HashSet<>();

    KernelLogFindings(Fact<List<LogLine>> log) {
        this.lines = log.value().orElse(List.of());
    }

    /**
     * The findings of a stack, with what the kernel logged about its top as their evidence, and a finding for what it
     * logged and they do not explain.
     */
    List<Finding> explain(String top, List<Finding> findings) {
        if (lines.isEmpty()) {
            return findings;
        }
        List<List<Evidence>> quotes = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            quotes.add(new ArrayList<>());
        }
        List<Evidence> unexplained = new ArrayList<>();
        for (LogLine line : lines) {
            Optional<KernelMessage> message = KernelMessage.in(line);
            String device = KernelMessage.deviceIn(line);
            boolean aboutTop = device.equals(top);
            if (message.isEmpty() || (!aboutTop && !device.isEmpty())) {
                continue;
            }
            boolean explained = aboutTop && message.get().isHarmless();
            for (int i = 0; i < findings.size(); i++) {
                Finding finding = findings.get(i);
                if (message.get().isAbout(finding.code()) && (aboutTop || names(line, finding.layer()))) {
                    explained = true;
                    quote(line, quotes.get(i));
                }
            }
            if (aboutTop || explained) {
                used.add(line);
            }
            if (aboutTop && !explained) {
                quote(line, unexplained);
            }
        }
        List<Finding> result = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            result.add(findings.get(i).withEvidence(quotes.get(i)));
        }
        if (!unexplained.isEmpty()) {
            result.add(
                    unexplained(top, "the kernel logged of %s what nothing here explains".formatted(top), unexplained));
        }
        return result;
    }

    /** The findings about no stack, with what the kernel logged of the namespace or region that each is about. */
    List<Finding> explainUnplaced(List<Finding> findings) {
        List<Finding> result = new ArrayList<>(findings.size());
        for (Finding finding : findings) {
            List<Evidence> quotes = new ArrayList<>();
            for (LogLine line : lines) {
                if (names(line, finding.layer())
                        && KernelMessage.in(line)
                                .filter(message -> message.isAbout(finding.code()))
                                .isPresent()) {
                    used.add(line);
                    quote(line, quotes);
                }
            }
            result.add(finding.withEvidence(quotes));
        }
        return result;
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

    /** One finding for the lines about DAX that name no device that was judged. */
    Optional<Finding> unplaced() {
        List<Evidence> quoted = new ArrayList<>();
        int count = 0;
        for (LogLine line : lines) {
            if (!used.contains(line)
                    && KernelMessage.in(line).filter(KernelMessage::isHarmless).isEmpty()) {
                quote(line, quoted);
                count++;
            }
        }
        return count == 0
                ? Optional.empty()
                : Optional.of(unexplained(
                        "kernel",
                        count == 1
                                ? "a line of the kernel's log is about DAX or persistent memory, and about no stack here"
                                : count + " lines of the kernel's log are about DAX or persistent memory, and about no "
                                        + "stack here",
                        quoted));
    }

    private static void quote(LogLine line, List<Evidence> quotes) {
        for (Evidence quote : quotes) {
            if (quote.fact().equals(line.text())) {
                return;
            }
        }
        if (quotes.size() == MAX_QUOTED) {
            quotes.remove(0);
        }
        quotes.add(new Evidence(line.text(), line.source()));
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

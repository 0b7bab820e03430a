package io.daxcheck.report;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The numbers of an audit: hosts by the worst of their rows, and stacks by their word. */
public final class AuditTally {
    private final Map<String, Integer> hosts = new HashMap<>();
    private final Map<String, Integer> stacks = new HashMap<>();
    /** How many captures are of a host of this name. */
    private final Map<String, Integer> captures = new HashMap<>();

    private int allHosts;
    private int allStacks;
    private int withoutStorage;
    private int unreadable;

    /** Counts a host that has these rows. */
    public void add(HostReport report, List<AuditRow> rows) {
        allHosts++;
        captures.merge(report.host().hostname().value().orElse(""), 1, Integer::sum);
        for (StackReport stack : report.stacks()) {
            allStacks++;
            stacks.merge(Wording.word(stack), 1, Integer::sum);
        }
        Optional<String> worst = worst(rows);
        if (worst.isPresent()) {
            hosts.merge(worst.get(), 1, Integer::sum);
        } else {
            withoutStorage++;
        }
    }

    /** Counts a capture that cannot be judged. */
    public void addUnreadable() {
        unreadable++;
    }

    /** A warning outside the stacks is about none of them. */
    private static Optional<String> worst(List<AuditRow> rows) {
        for (String word : Wording.WORDS) {
            for (AuditRow row : rows) {
                if (row.verdict().isPresent() && row.word().equals(word)) {
                    return Optional.of(word);
                }
            }
        }
        return Optional.empty();
    }

    /** How a row names its host: the hostname; the capture where that is missing or several captures have it. */
    public String host(AuditRow row) {
        return row.hostname().isEmpty() || captures.getOrDefault(row.hostname(), 0) > 1 ? row.source() : row.hostname();
    }

    /** Hosts by their worst stack: {@code 4 hosts, by worst stack: 1 UNSAFE, 3 OK; 1 capture not read}. */
    public String hosts() {
        StringBuilder text = new StringBuilder(Wording.count(allHosts, "host", "hosts"));
        text.append(numbers(", by worst stack: ", hosts));
        if (withoutStorage > 0) {
            text.append(hosts.isEmpty() ? ": " : ", ")
                    .append(Wording.number(withoutStorage))
                    .append(" without DAX-relevant storage");
        }
        if (unreadable > 0) {
            text.append("; ")
                    .append(Wording.count(unreadable, "capture", "captures"))
                    .append(" not read");
        }
        return text.toString();
    }

    /** Stacks by word: {@code 30 stacks: 1 UNSAFE, 29 OK}. */
    public String stacks() {
        return Wording.count(allStacks, "stack", "stacks") + numbers(": ", stacks);
    }

    private static String numbers(String before, Map<String, Integer> counts) {
        StringBuilder text = new StringBuilder();
        for (String word : Wording.WORDS) {
            if (counts.containsKey(word)) {
                text.append(text.isEmpty() ? before : ", ")
                        .append(Wording.number(counts.get(word)))
                        .append(' ')
                        .append(word);
            }
        }
        return text.toString();
    }
}

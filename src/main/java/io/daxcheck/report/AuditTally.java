package io.daxcheck.report;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The numbers of an audit: hosts by the worst of their rows, and stacks by their verdict. */
public final class AuditTally {
    private final Map<Verdict, Integer> hosts = new EnumMap<>(Verdict.class);
    private final Map<Verdict, Integer> stacks = new EnumMap<>(Verdict.class);
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
            stacks.merge(stack.effectiveVerdict(), 1, Integer::sum);
        }
        Optional<Verdict> worst = worst(rows);
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

    private static Optional<Verdict> worst(List<AuditRow> rows) {
        for (Verdict verdict : Wording.WORST_FIRST) {
            for (AuditRow row : rows) {
                if (row.verdict() == verdict) {
                    return Optional.of(verdict);
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

    /** Stacks by verdict: {@code 30 stacks: 1 UNSAFE, 29 OK}. */
    public String stacks() {
        return Wording.count(allStacks, "stack", "stacks") + numbers(": ", stacks);
    }

    private static String numbers(String before, Map<Verdict, Integer> counts) {
        StringBuilder text = new StringBuilder();
        for (Verdict verdict : Wording.WORST_FIRST) {
            if (counts.containsKey(verdict)) {
                text.append(text.isEmpty() ? before : ", ")
                        .append(Wording.number(counts.get(verdict)))
                        .append(' ')
                        .append(Wording.word(verdict));
            }
        }
        return text.toString();
    }
}

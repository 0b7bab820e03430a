package io.daxcheck.diagnosis;

import io.daxcheck.finding.Finding;
import io.daxcheck.stack.TargetNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Marks the findings that a site knows of. They stay in the report, and no verdict changes. */
public final class IgnoreRules {
    private final List<IgnoreRule> rules;

    public IgnoreRules(List<IgnoreRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * A report with its marks.
     *
     * @param used the rules that cover a finding in it
     */
    public record Marked(HostReport report, Set<IgnoreRule> used) {
        public Marked {
            used = Set.copyOf(used);
        }
    }

    /** Marks the findings of one host. */
    public Marked mark(HostReport report) {
        if (rules.isEmpty()) {
            return new Marked(report, Set.of());
        }
        TargetNames names = new TargetNames(report.host());
        Set<IgnoreRule> used = new HashSet<>();
        List<StackReport> stacks = new ArrayList<>(report.stacks().size());
        for (StackReport stack : report.stacks()) {
            stacks.add(stack.with(
                    mark(stack.findings(), Optional.of(stack.stack().top().name()), names, used)));
        }
        List<Finding> unplaced = mark(report.unplaced(), Optional.empty(), names, used);
        return new Marked(report.with(stacks, unplaced), used);
    }

    private List<Finding> mark(List<Finding> findings, Optional<String> top, TargetNames names, Set<IgnoreRule> used) {
        List<Finding> marked = new ArrayList<>(findings.size());
        for (Finding finding : findings) {
            boolean covered = false;
            for (IgnoreRule rule : rules) {
                if (rule.covers(finding, top, names)) {
                    covered = true;
                    used.add(rule);
                }
            }
            marked.add(covered ? finding.asSilenced() : finding);
        }
        return marked;
    }

    /** The rules that are not among these, in the order they were given. */
    public List<IgnoreRule> without(Set<IgnoreRule> used) {
        List<IgnoreRule> others = new ArrayList<>();
        for (IgnoreRule rule : rules) {
            if (!used.contains(rule)) {
                others.add(rule);
            }
        }
        return others;
    }
}

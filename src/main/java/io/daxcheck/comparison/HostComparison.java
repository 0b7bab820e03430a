package io.daxcheck.comparison;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.stack.Stack;
import io.daxcheck.text.NaturalOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Two captures of one host, compared.
 *
 * @param before the old host and what is said of it
 * @param after the new host
 * @param stacks every device that is a DAX-relevant top in one of them, by name
 * @param facts those of the host as a whole that differ
 * @param findingsGone findings that belong to no stack, and that the new capture does not have any more
 * @param findingsNew those that it has in addition
 */
public record HostComparison(
        HostReport before,
        HostReport after,
        List<ComparedStack> stacks,
        List<FactChange> facts,
        List<Finding> findingsGone,
        List<Finding> findingsNew) {
    public HostComparison {
        stacks = List.copyOf(stacks);
        facts = List.copyOf(facts);
        findingsGone = List.copyOf(findingsGone);
        findingsNew = List.copyOf(findingsNew);
    }

    /** Compares two captures. */
    public static HostComparison of(Host old, Host now) {
        return new Comparer(old, now).compare();
    }

    /** Whether both are of one host, by its name; empty where one of them has none. */
    public Optional<Boolean> isOneHost() {
        Optional<String> one = before.host().hostname().value();
        Optional<String> other = after.host().hostname().value();
        return one.isEmpty() || other.isEmpty() ? Optional.empty() : Optional.of(one.equals(other));
    }

    /** The stacks in one state. */
    public List<ComparedStack> in(ComparedStack.State state) {
        List<ComparedStack> found = new ArrayList<>();
        for (ComparedStack stack : stacks) {
            if (stack.state() == state) {
                found.add(stack);
            }
        }
        return found;
    }

    private static final class Comparer {
        private final Host old;
        private final Host now;
        private final Host shared;
        private final Map<String, String> names;
        private final Map<String, String> toNow = new HashMap<>();
        private final FactChanges changes;

        private Comparer(Host old, Host now) {
            this.old = old;
            this.now = now;
            this.names = Renaming.names(old, now);
            this.shared = Renaming.of(old, now);
            for (Map.Entry<String, String> name : names.entrySet()) {
                toNow.put(name.getValue(), name.getKey());
            }
            this.changes = new FactChanges(old, shared, now, names);
        }

        private HostComparison compare() {
            HostDiagnosis oldDiagnosis = new HostDiagnosis(old, Optional.empty());
            HostDiagnosis nowDiagnosis = new HostDiagnosis(now, Optional.empty());
            List<String> tops = tops(oldDiagnosis.stacks(false), nowDiagnosis.stacks(false));
            Map<String, StackReport> before = new HashMap<>();
            Map<String, StackReport> after = new HashMap<>();
            HostReport oldReport = judge(oldDiagnosis, tops, top -> top, before);
            HostReport nowReport = judge(nowDiagnosis, tops, toNow::get, after);
            Attribution attribution = new Attribution(old, shared, tops);
            List<ComparedStack> stacks = new ArrayList<>();
            for (String top : tops) {
                stacks.add(compare(
                        top, Optional.ofNullable(before.get(top)), Optional.ofNullable(after.get(top)), attribution));
            }
            return new HostComparison(
                    oldReport,
                    nowReport,
                    stacks,
                    changes.ofHost(),
                    without(oldReport.unplaced(), nowReport.unplaced()),
                    without(nowReport.unplaced(), oldReport.unplaced()));
        }

        private List<String> tops(List<Stack> oldStacks, List<Stack> nowStacks) {
            Set<String> found = new LinkedHashSet<>();
            oldStacks.forEach(stack -> found.add(stack.top().name()));
            nowStacks.forEach(stack -> found.add(names.get(stack.top().name())));
            List<String> tops = new ArrayList<>(found);
            tops.sort(NaturalOrder::compare);
            return tops;
        }

        private HostReport judge(
                HostDiagnosis diagnosis,
                List<String> tops,
                UnaryOperator<String> ownName,
                Map<String, StackReport> reports) {
            List<Stack> stacks = new ArrayList<>();
            List<String> found = new ArrayList<>();
            for (String top : tops) {
                String name = ownName.apply(top);
                Optional<BlockDevice> device = name == null
                        ? Optional.empty()
                        : diagnosis.graph().host().device(name);
                if (device.isPresent()) {
                    stacks.add(diagnosis.graph().stack(device.get()));
                    found.add(top);
                }
            }
            HostReport report = diagnosis.judge(stacks);
            for (int i = 0; i < found.size(); i++) {
                reports.put(found.get(i), report.stacks().get(i));
            }
            return report;
        }

        private ComparedStack compare(
                String top, Optional<StackReport> before, Optional<StackReport> after, Attribution attribution) {
            Map<String, Set<FactKind>> kinds = changes.kinds(layers(before, after));
            List<FactChange> facts = new ArrayList<>();
            for (FactChange change : described(kinds, before, after, Set.of())) {
                // The list of mounts differs by that of another device.
                if (!change.before().equals(change.after())) {
                    facts.add(change);
                }
            }
            if (before.isEmpty() || after.isEmpty()) {
                return new ComparedStack(before, after, List.of(), facts);
            }
            Map<String, String> oldAnswers = StackAnswers.of(before.get(), Map.of());
            Map<String, String> nowAnswers = StackAnswers.of(after.get(), names);
            Set<String> all = new LinkedHashSet<>(oldAnswers.keySet());
            all.addAll(nowAnswers.keySet());
            Attribution.OfStack reasons = attribution.new OfStack(top, kinds, oldAnswers, nowAnswers);
            List<AnswerChange> answers = new ArrayList<>();
            boolean sameVerdict = oldAnswers.get(StackAnswers.EFFECTIVE).equals(nowAnswers.get(StackAnswers.EFFECTIVE));
            for (String answer : all) {
                String one = Attribution.value(oldAnswers, answer);
                String other = Attribution.value(nowAnswers, answer);
                // With another verdict goes another cause, which says nothing more.
                if (!one.equals(other) && (sameVerdict || !answer.equals(StackAnswers.CAUSE))) {
                    Attribution.Found found = reasons.explain(answer);
                    Reason reason = new Reason(found.how(), described(found.facts(), before, after, found.options()));
                    answers.add(new AnswerChange(answer, one, other, reason));
                }
            }
            return new ComparedStack(before, after, answers, facts);
        }

        /** The devices of a stack in both captures, by their shared names. */
        private Set<String> layers(Optional<StackReport> before, Optional<StackReport> after) {
            Set<String> layers = new LinkedHashSet<>();
            before.ifPresent(report -> report.stack().layers().forEach(layer -> layers.add(layer.name())));
            after.ifPresent(report -> report.stack().layers().forEach(layer -> layers.add(names.get(layer.name()))));
            return layers;
        }

        private List<FactChange> described(
                Map<String, Set<FactKind>> kinds,
                Optional<StackReport> before,
                Optional<StackReport> after,
                Set<String> options) {
            List<FactChange> facts = new ArrayList<>();
            for (Map.Entry<String, Set<FactKind>> layer : kinds.entrySet()) {
                for (FactKind kind : layer.getValue()) {
                    facts.add(changes.describe(kind, layer.getKey(), before, after, options));
                }
            }
            facts.sort((one, other) -> one.kind().compareTo(other.kind()));
            return facts;
        }

        private static List<Finding> without(List<Finding> findings, List<Finding> others) {
            Set<String> there = new HashSet<>();
            others.forEach(finding -> there.add(key(finding)));
            List<Finding> left = new ArrayList<>();
            for (Finding finding : findings) {
                if (finding.severity() != Severity.INFO && !there.contains(key(finding))) {
                    left.add(finding);
                }
            }
            return left;
        }

        private static String key(Finding finding) {
            return finding.code().code() + ' ' + finding.layer();
        }
    }
}

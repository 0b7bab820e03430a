package io.daxcheck.comparison;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.stack.Stack;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the facts that changed an answer, by judging the old host with facts of the new one. The queue flags that a
 * kernel shows follow from other facts, so they are left out first; they are facts of their own only where the answers of
 * the two captures do not come out without them.
 */
final class Attribution {
    /** Devices of all hosts that are judged for reasons: some ten seconds of work. */
    private static final long MAX_DEVICES = 3_000_000;

    /** A fact of the old host, by the shared name of its device, that is replaced by that of the new host. */
    private record Swap(String layer, FactKind kind) {}

    private static final Swap CONFIG = new Swap("", FactKind.KERNEL_CONFIG);

    private final Host old;
    private final Host shared;
    private final Host oldWithoutFlags;
    private final Host sharedWithoutFlags;
    private final List<String> tops;
    private final Map<List<Swap>, Optional<HostDiagnosis>> judged = new HashMap<>();
    private long devices;

    /**
     * @param shared the new host, with the names of the old one
     * @param tops names of the devices that are compared
     */
    Attribution(Host old, Host shared, List<String> tops) {
        this.old = old;
        this.shared = shared;
        this.oldWithoutFlags = HostMix.withoutQueueFlags(old);
        this.sharedWithoutFlags = HostMix.withoutQueueFlags(shared);
        this.tops = tops;
    }

    /**
     * The facts by their kinds and devices, which are the reason for one answer.
     *
     * @param options of the kernel's configuration, each of which is enough for its part; empty where that is not known
     */
    record Found(Reason.How how, Map<String, Set<FactKind>> facts, Set<String> options) {}

    /** One stack, whose answers are explained one by one. */
    final class OfStack {
        private final String top;
        private final Map<String, Set<FactKind>> all;
        private final Map<String, String> before;
        private final Map<String, String> after;
        private final Map<String, Map<String, String>> answers = new HashMap<>();

        /**
         * @param all the facts that differ
         * @param before answers in the old capture
         * @param after answers in the new capture, with shared names
         */
        OfStack(String top, Map<String, Set<FactKind>> all, Map<String, String> before, Map<String, String> after) {
            this.top = top;
            this.all = all;
            this.before = before;
            this.after = after;
        }

        Found explain(String answer) {
            for (boolean withFlags : new boolean[] {false, true}) {
                List<Swap> swaps = swaps(withFlags);
                boolean comesOut = is(before, answer, List.of(), withFlags) && is(after, answer, swaps, withFlags);
                if (comesOut) {
                    return explain(answer, swaps, withFlags);
                }
            }
            return new Found(Reason.How.UNDETERMINED, all, Set.of());
        }

        private List<Swap> swaps(boolean withFlags) {
            List<Swap> swaps = new ArrayList<>();
            for (Map.Entry<String, Set<FactKind>> layer : all.entrySet()) {
                for (FactKind kind : layer.getValue()) {
                    if (withFlags || kind != FactKind.QUEUE_DAX) {
                        swaps.add(new Swap(layer.getKey(), kind));
                    }
                }
            }
            // What follows from other facts is the first that a reason can do without.
            swaps.sort((one, other) -> other.kind().compareTo(one.kind()));
            return swaps;
        }

        private Found explain(String answer, List<Swap> swaps, boolean withFlags) {
            List<Swap> enough = new ArrayList<>();
            for (Swap swap : swaps) {
                if (is(after, answer, List.of(swap), withFlags)) {
                    enough.add(swap);
                }
            }
            if (!enough.isEmpty()) {
                Set<String> options = enough.contains(CONFIG) ? options(answer, List.of(CONFIG), withFlags) : Set.of();
                return new Found(enough.size() == 1 ? Reason.How.ALONE : Reason.How.EACH, kinds(enough), options);
            }
            List<Swap> needed = new ArrayList<>(swaps);
            for (Swap swap : swaps) {
                List<Swap> less = new ArrayList<>(needed);
                less.remove(swap);
                if (is(after, answer, less, withFlags)) {
                    needed = less;
                }
            }
            Set<String> options = needed.contains(CONFIG) ? options(answer, needed, withFlags) : Set.of();
            return new Found(Reason.How.TOGETHER, kinds(needed), options);
        }

        /** The single options that do what the whole configuration does. */
        private Set<String> options(String answer, List<Swap> swaps, boolean withFlags) {
            Set<String> enough = new TreeSet<>();
            for (String option : differingOptions()) {
                Map<String, String> found = judge(top, swaps, withFlags, Set.of(option));
                if (!found.isEmpty() && value(after, answer).equals(value(found, answer))) {
                    enough.add(option);
                }
            }
            return enough;
        }

        /** Whether the old host with these facts has the answer; not so where that was not tried. */
        private boolean is(Map<String, String> wanted, String answer, List<Swap> swaps, boolean withFlags) {
            String key = withFlags + " " + swaps;
            Map<String, String> found = answers.computeIfAbsent(key, any -> judge(top, swaps, withFlags, Set.of()));
            return !found.isEmpty() && value(wanted, answer).equals(value(found, answer));
        }
    }

    static String value(Map<String, String> answers, String answer) {
        return answers.getOrDefault(answer, StackAnswers.NONE);
    }

    private static Map<String, Set<FactKind>> kinds(List<Swap> swaps) {
        Map<String, Set<FactKind>> kinds = new TreeMap<>();
        for (Swap swap : swaps) {
            kinds.computeIfAbsent(swap.layer(), layer -> EnumSet.noneOf(FactKind.class))
                    .add(swap.kind());
        }
        return kinds;
    }

    /** The answers about one stack of the mixed host; empty where it has no such device, or too much was judged. */
    private Map<String, String> judge(String top, List<Swap> swaps, boolean withFlags, Set<String> options) {
        Optional<HostDiagnosis> diagnosis = diagnosis(swaps, withFlags, options);
        Optional<BlockDevice> device =
                diagnosis.flatMap(found -> found.graph().host().device(top));
        if (device.isEmpty()) {
            return Map.of();
        }
        // Flags of other stacks help to determine which kernel it is; where there are none, each stack is judged by
        // itself.
        List<String> names = withFlags ? tops : List.of(top);
        List<Stack> stacks = new ArrayList<>();
        int index = -1;
        for (String name : names) {
            Optional<BlockDevice> found = diagnosis.get().graph().host().device(name);
            if (found.isPresent()) {
                index = name.equals(top) ? stacks.size() : index;
                stacks.add(diagnosis.get().graph().stack(found.get()));
            }
        }
        StackReport report = diagnosis.get().judge(stacks).stacks().get(index);
        return StackAnswers.of(report, Map.of());
    }

    private Set<String> differingOptions() {
        Map<String, String> before = old.config().options().value().orElse(Map.of());
        Map<String, String> after = shared.config().options().value().orElse(Map.of());
        if (before.isEmpty() || after.isEmpty()) {
            return Set.of();
        }
        Set<String> options = new TreeSet<>(before.keySet());
        options.addAll(after.keySet());
        options.removeIf(option -> before.getOrDefault(option, "n").equals(after.getOrDefault(option, "n")));
        return options;
    }

    private Optional<HostDiagnosis> diagnosis(List<Swap> swaps, boolean withFlags, Set<String> options) {
        // Facts of the host are the same for every stack.
        boolean isOfHost = swaps.size() == 1 && swaps.get(0).layer().isEmpty();
        if (!withFlags && options.isEmpty() && (swaps.isEmpty() || isOfHost)) {
            Optional<HostDiagnosis> known = judged.get(swaps);
            if (known == null) {
                known = mixed(swaps, false, options);
                judged.put(swaps, known);
            }
            return known;
        }
        return mixed(swaps, withFlags, options);
    }

    private Optional<HostDiagnosis> mixed(List<Swap> swaps, boolean withFlags, Set<String> options) {
        devices += old.devices().size() + 1L;
        if (devices > MAX_DEVICES) {
            return Optional.empty();
        }
        Host base = withFlags ? old : oldWithoutFlags;
        Host mix = HostMix.of(base, withFlags ? shared : sharedWithoutFlags, kinds(swaps), options);
        return Optional.of(new HostDiagnosis(mix, Optional.empty()));
    }
}

package io.daxcheck.report.data;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.mount.FilesystemOnDevice.DaxActive;
import io.daxcheck.mount.MountState;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.LostMemory;
import io.daxcheck.report.text.Terminal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The report as the output of a monitoring plugin: a line with the state and its reason, performance data after a bar, and
 * lines with details. Silenced findings are counted and raise no alarm.
 */
public final class NagiosReport {
    /** States of a service; of several, the last one here is the service's. */
    public enum State {
        OK(0),
        UNKNOWN(3),
        WARNING(1),
        CRITICAL(2);

        private final int status;

        State(int status) {
            this.status = status;
        }

        /** The exit status of a plugin in this state. */
        public int status() {
            return status;
        }
    }

    /** The kinds of problems, in the order in which the first line names them. */
    private enum Alarm {
        UNSAFE(State.CRITICAL, "unsafe"),
        NO_DAX(State.WARNING, "without DAX"),
        DAX_OFF(State.WARNING, "requests DAX and does not get it"),
        NO_DEVICE(State.WARNING, "memory without a device"),
        UNKNOWN(State.UNKNOWN, "unknown"),
        UNREADABLE(State.UNKNOWN, "not judged");

        private final State state;
        private final String words;

        Alarm(State state, String words) {
            this.state = state;
            this.words = words;
        }
    }

    private static final String MOUNTS = "mounts_dax";
    private static final String MOUNTS_OFF = "mounts_dax_off";

    /** Nagios reads 8 KiB of a plugin's output, its last newline included. */
    private static final int MOST_BYTES = 8_191;

    private static final int NAMES_IN_FIRST_LINE = 3;
    private static final int NAME_CHARACTERS = 100;

    private final Terminal terminal;
    private final Map<Alarm, List<String>> alarms = new EnumMap<>(Alarm.class);
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final List<String> details = new ArrayList<>();
    private final Set<String> explained = new HashSet<>();
    private int silenced;

    private NagiosReport(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * The state of a host.
     *
     * @param named whether the stacks are what the user named: only then does one without DAX matter
     * @param withoutDevice named namespaces that have no block device
     * @param unreadable names that could not be judged, each with the reason
     */
    public static NagiosReport of(
            Terminal terminal, HostReport report, boolean named, List<String> withoutDevice, List<String> unreadable) {
        NagiosReport plugin = new NagiosReport(terminal);
        Map<String, StackReport> stacks = new LinkedHashMap<>();
        for (StackReport stack : report.stacks()) {
            stacks.putIfAbsent(stack.stack().top().name(), stack);
        }
        plugin.counts.put("stacks", stacks.size());
        for (Verdict verdict : Verdict.values()) {
            plugin.counts.put(verdict.id(), 0);
        }
        for (StackReport stack : stacks.values()) {
            plugin.add(stack, named);
        }
        plugin.counts.put(MOUNTS, 0);
        plugin.counts.put(MOUNTS_OFF, 0);
        for (StackReport stack : stacks.values()) {
            plugin.addMounts(stack);
        }
        if (!named && !stacks.isEmpty() && !report.host().mounts().isKnown()) {
            plugin.alarm(Alarm.UNKNOWN, "what is mounted");
        }
        plugin.countSilenced(report.unplaced());
        if (!named) {
            plugin.addUnplaced(report);
        }
        for (String namespace : withoutDevice) {
            plugin.alarm(Alarm.NO_DAX, namespace);
        }
        for (String reason : unreadable) {
            plugin.alarm(Alarm.UNREADABLE, reason);
        }
        plugin.counts.put("silenced", plugin.silenced);
        return plugin;
    }

    /** Returns the output of a plugin that could not check anything, with a line end. */
    public static String failure(Terminal terminal, String reason) {
        return "DAXCHECK " + State.UNKNOWN + " - " + plain(terminal, reason) + "\n";
    }

    private void add(StackReport stack, boolean named) {
        countSilenced(stack.findings());
        String path = DevicePath.of(stack.stack().top());
        if (stack.isSilenced() && stack.effectiveVerdict() != Verdict.SUPPORTED) {
            details.add("silenced: " + name(path) + " is "
                    + stack.effectiveVerdict().id());
            return;
        }
        counts.merge(stack.effectiveVerdict().id(), 1, Integer::sum);
        if (stack.effectiveVerdict() == Verdict.UNSAFE) {
            alarm(Alarm.UNSAFE, path, stack);
        } else if (named && stack.verdict() == Verdict.UNSUPPORTED) {
            alarm(Alarm.NO_DAX, path, stack);
        } else if (named && stack.standsWithoutDax() && !stack.isSilenced()) {
            alarm(Alarm.NO_DAX, stack.onDevice().orElseThrow().superblock().type() + " on " + path, stack);
        } else if (stack.effectiveVerdict() == Verdict.UNKNOWN) {
            alarm(Alarm.UNKNOWN, path, stack);
        }
    }

    private void addMounts(StackReport stack) {
        for (MountState mount : stack.mounts()) {
            counts.merge(MOUNTS, mount.daxRequested() ? 1 : 0, Integer::sum);
            if (stack.isSilenced(mount)) {
                continue;
            }
            if (mount.lacksRequestedDax()) {
                counts.merge(MOUNTS_OFF, 1, Integer::sum);
                String when = isLost(mount) ? "" : " after its next mount";
                String which = stack.isForSomeFiles() ? " for some files" : "";
                alarm(Alarm.DAX_OFF, mount.target() + which + when, stack);
            } else if (mount.mayLackRequestedDax() || (mount.daxRequested() && wasRefused(stack))) {
                alarm(Alarm.UNKNOWN, mount.target(), stack);
            }
        }
    }

    /** Whether the kernel refused DAX there in this boot, and nothing that was read explains it. */
    private static boolean wasRefused(StackReport stack) {
        for (Finding finding : stack.findings()) {
            if (finding.code() == FindingCode.KERNEL_LOG_UNEXPLAINED
                    && finding.severity() == Severity.WARNING
                    && !finding.silenced()) {
                return true;
            }
        }
        return false;
    }

    /** Whether DAX is off already, and not only from the next mount on. */
    private static boolean isLost(MountState mount) {
        return mount.active().filter(active -> active != DaxActive.YES).isPresent();
    }

    /** What no stack shows is a problem of the host, not of a named device. */
    private void addUnplaced(HostReport report) {
        for (Finding finding : LostMemory.of(report)) {
            if (!finding.silenced()) {
                boolean isOfFstab = finding.code() == FindingCode.CONFIGURED_DEVICE_NOT_FOUND;
                alarm(isOfFstab ? Alarm.DAX_OFF : Alarm.NO_DEVICE, nameOf(finding));
                details.add(explanation(finding));
            }
        }
        for (Finding finding : report.unplaced()) {
            boolean mayBeLost = finding.code() == FindingCode.CONFIGURED_DEVICE_NOT_FOUND
                    && finding.severity() == Severity.INFO
                    && !finding.silenced();
            if (mayBeLost) {
                alarm(Alarm.UNKNOWN, finding.layer());
                details.add(explanation(finding));
            }
        }
    }

    /** A finding about an option of the kernel has no device. */
    private static String nameOf(Finding finding) {
        return finding.layer().equals("kernel") ? "memmap=" : finding.layer();
    }

    /** The findings of a stack follow the first alarm about it. */
    private void alarm(Alarm alarm, String name, StackReport stack) {
        alarm(alarm, name);
        if (explained.add(stack.stack().top().name())) {
            stack.findings().forEach(this::explain);
        }
    }

    private void explain(Finding finding) {
        if (finding.severity() != Severity.INFO) {
            details.add(explanation(finding));
        }
    }

    private String explanation(Finding finding) {
        return "  " + plain(terminal, finding.message()) + " [" + finding.code().code()
                + (finding.silenced() ? ", silenced]" : "]");
    }

    private void alarm(Alarm alarm, String name) {
        alarms.computeIfAbsent(alarm, any -> new ArrayList<>()).add(name);
        details.add(alarm.state + ": " + alarm.words + ": " + plain(terminal, name));
    }

    private void countSilenced(List<Finding> findings) {
        for (Finding finding : findings) {
            silenced += finding.silenced() ? 1 : 0;
        }
    }

    /** Returns the worst state of all alarms. */
    public State state() {
        State state = State.OK;
        for (Alarm alarm : alarms.keySet()) {
            if (alarm.state.compareTo(state) > 0) {
                state = alarm.state;
            }
        }
        return state;
    }

    /** The whole output, with a line end at its end. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("DAXCHECK ").append(state()).append(" - ").append(summary());
        text.append(" |");
        counts.forEach((label, number) ->
                text.append(' ').append(label).append('=').append(number).append(thresholds(label)));
        text.append('\n');
        appendDetails(text);
        return text.toString();
    }

    /** Warning, critical and smallest value, as far as they fit a count. */
    private static String thresholds(String label) {
        return switch (label) {
            case "unsafe" -> ";;0;0";
            case MOUNTS_OFF -> ";0;;0";
            default -> ";;;0";
        };
    }

    private String summary() {
        StringBuilder text = new StringBuilder();
        alarms.forEach((alarm, names) -> {
            text.append(text.isEmpty() ? "" : "; ").append(alarm.words).append(": ");
            for (int i = 0; i < Math.min(names.size(), NAMES_IN_FIRST_LINE); i++) {
                text.append(i == 0 ? "" : ", ").append(name(names.get(i)));
            }
            if (names.size() > NAMES_IN_FIRST_LINE) {
                text.append(" and ").append(names.size() - NAMES_IN_FIRST_LINE).append(" more");
            }
        });
        if (text.isEmpty()) {
            text.append(
                    counts.get("stacks") == 0
                            ? "no DAX-relevant storage"
                            : counts.get("stacks") + (counts.get("stacks") == 1 ? " stack" : " stacks") + ", "
                                    + counts.get(Verdict.SUPPORTED.id()) + " with DAX");
        }
        if (silenced > 0) {
            text.append("; ")
                    .append(silenced)
                    .append(silenced == 1 ? " finding" : " findings")
                    .append(" silenced");
        }
        return text.toString();
    }

    private void appendDetails(StringBuilder text) {
        String more = "(for more run it without --format nagios)\n";
        int left = MOST_BYTES - bytes(text.toString()) - bytes(more);
        for (String line : details) {
            left -= bytes(line) + 1;
            if (left < 0) {
                text.append(more);
                return;
            }
            text.append(line).append('\n');
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private String name(String name) {
        String whole = plain(terminal, name);
        return whole.codePointCount(0, whole.length()) <= NAME_CHARACTERS
                ? whole
                : whole.substring(0, whole.offsetByCodePoints(0, NAME_CHARACTERS)) + "...";
    }

    /** On one line, and without the bar that begins the numbers. */
    private static String plain(Terminal terminal, String text) {
        return terminal.text(text).replace("|", "\\x7c");
    }
}

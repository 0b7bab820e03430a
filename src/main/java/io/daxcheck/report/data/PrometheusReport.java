package io.daxcheck.report.data;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.mount.MountState;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.Version;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.text.OneLine;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The report as metrics, in the text format that node_exporter's textfile collector reads: each family in one piece,
 * and values alone, because the collector refuses time stamps. What is not known has no series, rather than a 0.
 */
public final class PrometheusReport {
    /** One for each word of the label {@code outcome}. */
    private static final List<MountOutcome> OUTCOMES =
            List.of(MountOutcome.DAX, MountOutcome.FALLBACK, MountOutcome.REFUSED, MountOutcome.UNKNOWN);

    private final Map<Metric, Map<String, Long>> families = new EnumMap<>(Metric.class);

    private PrometheusReport() {}

    /**
     * The metrics of one host, with a line end at their end.
     *
     * @param now when it was judged
     */
    public static String of(HostReport report, Instant now) {
        PrometheusReport metrics = new PrometheusReport();
        metrics.add(Metric.BUILD_INFO, 1, "version", Version.current());
        metrics.addHost(report);
        metrics.add(Metric.LAST_RUN, now.getEpochSecond());
        for (StackReport stack : report.stacks()) {
            metrics.addStack(stack);
        }
        metrics.addFindings(report);
        return metrics.text();
    }

    private void addHost(HostReport report) {
        Host host = report.host();
        add(
                Metric.HOST_INFO,
                1,
                "hostname",
                host.hostname().value().orElse(""),
                "kernel_release",
                host.kernel().value().map(KernelRelease::text).orElse(""),
                "judged_as",
                report.judgedAs().map(KernelVersion::toString).orElse(""),
                "architecture",
                host.architecture().value().orElse(""),
                "page_size",
                host.pageSize().value().map(String::valueOf).orElse(""));
    }

    private void addStack(StackReport stack) {
        BlockDevice top = stack.stack().top();
        String device = top.name();
        String path = DevicePath.of(top);
        for (Verdict verdict : Verdict.values()) {
            add(
                    Metric.STACK_VERDICT,
                    stack.verdict() == verdict ? 1 : 0,
                    "device",
                    device,
                    "path",
                    path,
                    "verdict",
                    verdict.id());
        }
        for (Verdict verdict : Verdict.values()) {
            int value = stack.effectiveVerdict() == verdict ? 1 : 0;
            add(Metric.EFFECTIVE_VERDICT, value, "device", device, "path", path, "verdict", verdict.id());
        }
        stack.onDevice()
                .ifPresent(found -> found.outcome()
                        .ifPresent(outcome -> addMountOutcome(
                                outcome.mount(),
                                "device",
                                device,
                                "path",
                                path,
                                "type",
                                found.superblock().type())));
        add(Metric.STACK_SILENCED, stack.isSilenced() ? 1 : 0, "device", device, "path", path);
        if (stack.verdict() != Verdict.UNKNOWN) {
            for (Hazard hazard : Hazard.values()) {
                add(
                        Metric.STACK_HAZARD_BYTES,
                        stack.bytesWith().getOrDefault(hazard, 0L),
                        "device",
                        device,
                        "path",
                        path,
                        "kind",
                        hazard.id());
            }
        }
        for (MountState mount : stack.mounts()) {
            String[] labels = {"device", device, "path", path, "mountpoint", mount.target()};
            addMount(mount, labels);
            add(Metric.MOUNT_SILENCED, stack.isSilenced(mount) ? 1 : 0, labels);
        }
    }

    private void addMountOutcome(MountOutcome outcome, String... labels) {
        for (MountOutcome possible : OUTCOMES) {
            String[] all = Arrays.copyOf(labels, labels.length + 2);
            all[labels.length] = "outcome";
            all[labels.length + 1] = possible.id();
            add(Metric.FILESYSTEM_MOUNT, outcome.id().equals(possible.id()) ? 1 : 0, all);
        }
    }

    private void addMount(MountState mount, String... labels) {
        add(Metric.MOUNT_DAX_REQUESTED, mount.daxRequested() ? 1 : 0, labels);
        mount.active().ifPresent(active -> {
            switch (active) {
                case YES -> add(Metric.MOUNT_DAX_ACTIVE, 1, labels);
                case NO -> add(Metric.MOUNT_DAX_ACTIVE, 0, labels);
                case PER_FILE, UNKNOWN -> {}
            }
        });
        mount.next().ifPresent(next -> {
            switch (next) {
                case YES -> add(Metric.MOUNT_DAX_NEXT, 1, labels);
                case NO, REFUSED, WITHOUT_DAX -> add(Metric.MOUNT_DAX_NEXT, 0, labels);
                case PER_FILE, UNKNOWN -> {}
            }
        });
        if (!mount.mayLackRequestedDax()) {
            add(Metric.MOUNT_DAX_MISSING, mount.lacksRequestedDax() ? 1 : 0, labels);
        }
    }

    private void addFindings(HostReport report) {
        Map<FindingCode, Map<Severity, Long>> open = new EnumMap<>(FindingCode.class);
        Map<FindingCode, Map<Severity, Long>> silenced = new EnumMap<>(FindingCode.class);
        for (StackReport stack : report.stacks()) {
            count(stack.findings(), open, silenced);
        }
        count(report.unplaced(), open, silenced);
        addCounts(Metric.FINDINGS, open);
        addCounts(Metric.FINDINGS_SILENCED, silenced);
    }

    private static void count(
            List<Finding> findings,
            Map<FindingCode, Map<Severity, Long>> open,
            Map<FindingCode, Map<Severity, Long>> silenced) {
        for (Finding finding : findings) {
            (finding.silenced() ? silenced : open)
                    .computeIfAbsent(finding.code(), code -> new EnumMap<>(Severity.class))
                    .merge(finding.severity(), 1L, Long::sum);
        }
    }

    private void addCounts(Metric metric, Map<FindingCode, Map<Severity, Long>> counts) {
        counts.forEach((code, severities) -> severities.forEach(
                (severity, number) -> add(metric, number, "code", code.code(), "severity", severity.id())));
    }

    // --------------------------------------------------------------------------------------------- the format

    /** A series that is there already stays: the same stack may be named twice, and a series must not be. */
    private void add(Metric metric, long value, String... labels) {
        families.computeIfAbsent(metric, any -> new LinkedHashMap<>()).putIfAbsent(labels(labels), value);
    }

    /** An empty label is the same as none to Prometheus, and is left out. */
    private static String labels(String... namesAndValues) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!namesAndValues[i + 1].isEmpty()) {
                text.append(text.isEmpty() ? "{" : ",")
                        .append(namesAndValues[i])
                        .append("=\"");
                appendValue(text, namesAndValues[i + 1]);
                text.append('"');
            }
        }
        return text.isEmpty() ? "" : text.append('}').toString();
    }

    /**
     * A newline has an escape of its own in this format, so that a mount point with one stays equal to what other
     * collectors say; other control characters have none, and are written as on a terminal.
     */
    private static void appendValue(StringBuilder text, String value) {
        int start = 0;
        for (int end = value.indexOf('\n'); end >= 0; end = value.indexOf('\n', start)) {
            appendEscaped(text, value.substring(start, end));
            text.append("\\n");
            start = end + 1;
        }
        appendEscaped(text, value.substring(start));
    }

    private static void appendEscaped(StringBuilder text, String value) {
        String plain = OneLine.of(value);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '\\' || c == '"') {
                text.append('\\');
            }
            text.append(c);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        families.forEach((metric, series) -> {
            String name = metric.metricName();
            text.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(metric.help())
                    .append('\n');
            text.append("# TYPE ").append(name).append(" gauge\n");
            series.forEach((labels, value) ->
                    text.append(name).append(labels).append(' ').append(value).append('\n'));
        });
        return text.toString();
    }
}

package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.IgnoreRules;
import io.daxcheck.diagnosis.TableChange;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.report.data.JsonReport;
import io.daxcheck.report.data.NagiosReport;
import io.daxcheck.report.data.PrometheusReport;
import io.daxcheck.report.html.HtmlReport;
import io.daxcheck.report.text.AskList;
import io.daxcheck.report.text.TextReport;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.TableFile;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.facts.OtherKernel;
import io.daxcheck.source.format.KernelLog;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.TargetNames;
import io.daxcheck.text.OneLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code daxcheck check}: what mount -o dax would do, and why. */
final class CheckCommand implements Callable<Integer> {
    private enum Format {
        text,
        json,
        /** The same document: it is one line. */
        jsonl,
        html,
        prometheus,
        nagios
    }

    private final Environment environment;

    private final PositionalParamSpec targets = Arguments.parameters(
            0,
            "DEVICE",
            "A device, dm name, logical volume, namespace or mount point: /dev/pmem0, /dev/mapper/NAME, VG/LV, dm-3, "
                    + "259:1, UUID=..., namespace0.0, /data. None: every DAX-relevant stack.");

    private final SourceOption source = new SourceOption();

    private final OptionSpec format = Arguments.choice("--format", "FORMAT", Format.text, "${COMPLETION-CANDIDATES}.");

    private final OptionSpec tableFile = Arguments.option(
            "--table",
            "FILE",
            "Check what would happen if this table (lines of dmsetup table; - for standard input) were loaded into "
                    + "DEVICE, or into a new device: whether the kernel loads it, and whether it supports DAX safely.");

    private final OptionSpec logFile = Arguments.option(
            "--dmesg", "FILE", "Read the kernel log from this file (output of dmesg or journalctl -k).");

    private final OptionSpec ask = Arguments.flag(
            "--ask",
            "Print only the read-only commands whose output would settle what is unknown, to send to the owner of the host.");

    private final JudgeOptions options = new JudgeOptions();
    private final IgnoreOptions ignored = new IgnoreOptions();
    private final ExitStatus status = new ExitStatus();
    /** What the user called each device that is judged, in the order of the stacks. */
    private final List<String> foundNames = new ArrayList<>();

    private final List<String> withoutDevice = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    CheckCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        CommandSpec command = Arguments.command(this, "check", "Check what mount -o dax would do, and why.");
        command.addPositional(targets);
        source.addTo(command);
        command.addOption(format).addOption(tableFile).addOption(logFile).addOption(ask);
        options.addTo(command);
        ignored.addTo(command);
        return Arguments.withExamples(
                command,
                "daxcheck                                  every DAX-relevant stack of this host",
                "daxcheck /data                            what is mounted there",
                "daxcheck --from sosreport-db07.tar.xz     a host from its sosreport",
                "daxcheck --kernel 6.1 vg/data             the same volume on Linux 6.1");
    }

    private List<String> targets() {
        return Arguments.all(targets, String.class);
    }

    private Format format() {
        return Arguments.value(format, Format.class);
    }

    /** Empty where none was named. */
    private Optional<String> tableFile() {
        return Arguments.optional(tableFile, String.class);
    }

    @Override
    public Integer call() {
        if (source.listsExamples(environment)) {
            return ExitStatus.OK;
        }
        try {
            if (tableFile().equals(Optional.of(Inputs.STANDARD_INPUT))
                    && source.files().contains(Inputs.STANDARD_INPUT)) {
                throw new InputException("only one of --from and --table can be - (standard input)");
            }
            return check(source.open());
        } catch (InputException e) {
            return fail(e.getMessage());
        } catch (IOException e) {
            return fail(Output.name(options.file()) + ": " + e.getMessage());
        }
    }

    private int fail(String reason) {
        if (format() == Format.nagios) {
            return Plugin.fail(environment, reason);
        }
        complain(reason);
        return ExitStatus.USAGE;
    }

    private int check(Tree tree) throws IOException, InputException {
        IgnoreRules rules = ignored.read();
        Host host = HostReader.read(tree);
        Optional<String> log = Arguments.optional(logFile, String.class);
        if (log.isPresent()) {
            host = host.withKernelLog(KernelLog.ofFile(log.get(), source.limits()));
        }
        Optional<KernelRelease> other = options.kernel().on(tree);
        host = OtherKernel.configured(host, tree, other);
        if (options.kernel().isNext()) {
            complain("judged as the kernel that boots next: "
                    + OneLine.of(other.orElseThrow().text()));
        }
        NamedDevices names = new NamedDevices(host, source.isLive());
        IgnoreRules.Marked marked =
                rules.mark(tableFile().isEmpty() ? judge(host, names, other) : judgeTable(host, other));
        HostReport report = names.withMissing(marked.report());
        boolean named = !named().isEmpty();
        HostReport shown = named ? names.about(report) : report;
        status.add(report, named);
        int result = status.value();
        try (Output output = Output.open(options.file(), environment, inputs(), Output.Readers.UMASK)) {
            switch (format()) {
                case text ->
                    output.print(Arguments.isGiven(ask) ? questions(report) : options.quiet() ? "" : text(shown));
                case json, jsonl -> {
                    JsonReport.write(report, options.filesystems(), output.bytes());
                    output.printData("\n");
                }
                case html ->
                    output.printData(HtmlReport.of(
                            shown, options.filesystems(), environment.clock().instant()));
                case prometheus ->
                    output.printData(
                            PrometheusReport.of(report, environment.clock().instant()));
                case nagios -> {
                    NagiosReport plugin = NagiosReport.of(
                            environment.terminal(ColorMode.never), report, named, withoutDevice, unreadable);
                    output.print(plugin.text());
                    result = plugin.state().status();
                }
            }
            output.complete();
        }
        if (options.verbose()) {
            IgnoreOptions.tellUnused(rules, marked.used(), environment.err());
        }
        return result;
    }

    private List<String> inputs() {
        List<String> inputs = new ArrayList<>(ignored.files());
        inputs.addAll(source.files());
        for (OptionSpec read : List.of(tableFile, logFile)) {
            Arguments.optional(read, String.class)
                    .filter(path -> !path.equals(Inputs.STANDARD_INPUT))
                    .ifPresent(inputs::add);
        }
        return inputs;
    }

    private String text(HostReport report) {
        TextReport text = new TextReport(
                environment.terminal(options.color()), options.filesystems(), options.verbose(), named());
        if (environment.onTerminal() && options.file().isEmpty()) {
            text.withWorstLast();
        }
        return text.withNames(foundNames).of(report);
    }

    /** Where there are none, standard error reports it, because the output may be a file that is sent away. */
    private String questions(HostReport report) {
        String questions = AskList.of(environment.terminal(ColorMode.never), report);
        if (questions.isEmpty()) {
            complain(
                    AskList.isAnythingUnknown(report)
                            ? "no command shows what is unknown: see the findings of the check"
                            : "nothing is unknown");
        }
        return questions;
    }

    /** What the user asked about; a table that is to be loaded counts. */
    private List<String> named() {
        return targets().isEmpty() && tableFile().isPresent()
                ? List.of(tableFile().get())
                : targets();
    }

    private HostReport judge(Host host, NamedDevices names, Optional<KernelRelease> other) {
        HostDiagnosis diagnosis = new HostDiagnosis(host, other);
        return targets().isEmpty() ? diagnosis.judge(diagnosis.stacks(options.all())) : judgeNamed(names, diagnosis);
    }

    private HostReport judgeTable(Host host, Optional<KernelRelease> other) throws InputException {
        TableChange change =
                new TableChange(host, other, TableFile.read(tableFile().orElseThrow(), source.limits()));
        if (targets().isEmpty()) {
            return change.onNewDevice();
        }
        if (targets().size() > 1) {
            throw new InputException("--table takes one DEVICE at most");
        }
        Optional<BlockDevice> device = new TargetNames(host).find(targets().get(0));
        if (device.isEmpty() || device.get().dm().isEmpty()) {
            throw new InputException(OneLine.of(targets().get(0)) + ": no dm device in " + OneLine.of(host.source()));
        }
        foundNames.add(targets().get(0));
        return change.on(device.get());
    }

    private HostReport judgeNamed(NamedDevices names, HostDiagnosis diagnosis) {
        List<Stack> stacks = new ArrayList<>();
        // Two names of one device are one question.
        Set<String> found = new HashSet<>();
        for (String target : targets()) {
            Optional<BlockDevice> device = names.find(target);
            if (device.isPresent() && found.add(device.get().name())) {
                stacks.add(diagnosis.graph().stack(device.get()));
                foundNames.add(target);
            }
        }
        HostReport report = diagnosis.judge(stacks);
        if (names.isUnsupported(report)) {
            status.addUnsupported();
        }
        withoutDevice.addAll(names.withoutDevice());
        unreadable.addAll(names.notFound());
        if (!unreadable.isEmpty()) {
            status.addUnreadable();
        }
        if (format() != Format.nagios) {
            complainAll(withoutDevice);
            complainAll(unreadable);
        }
        return report;
    }

    private void complainAll(List<String> reasons) {
        for (String reason : reasons) {
            complain(reason);
        }
    }

    private void complain(String reason) {
        environment.err().println("daxcheck: " + reason);
    }
}

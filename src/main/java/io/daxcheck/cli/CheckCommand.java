package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.TableChange;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.report.JsonReport;
import io.daxcheck.report.TextReport;
import io.daxcheck.source.Examples;
import io.daxcheck.source.HostReader;
import io.daxcheck.source.InputException;
import io.daxcheck.source.KernelLog;
import io.daxcheck.source.Limits;
import io.daxcheck.source.OneLine;
import io.daxcheck.source.TableFile;
import io.daxcheck.source.Tree;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.TargetNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code daxcheck check}: what mount -o dax does here, and why. */
@Command(name = "check", mixinStandardHelpOptions = true, description = "What will mount -o dax do here, and why.")
final class CheckCommand implements Callable<Integer> {
    private enum Format {
        text,
        json
    }

    private final Environment environment;

    @Parameters(
            arity = "0..*",
            paramLabel = "TARGET",
            description =
                    "A device, dm name, LV, namespace or mount point: /dev/pmem0, /dev/mapper/NAME, /dev/VG/LV, dm-3, "
                            + "259:1, namespace0.0, /data. None: every stack that DAX matters for.")
    private List<String> targets = new ArrayList<>();

    @Mixin
    private SourceOption source;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
    private Format format;

    @Option(
            names = "--table",
            paramLabel = "FILE",
            description =
                    "Judge as if this table (lines of dmsetup table) were loaded into the one TARGET, or into a new "
                            + "device: would it have DAX, would the kernel load it, would it be safe.")
    private String tableFile;

    @Option(
            names = "--dmesg",
            paramLabel = "FILE",
            description = "Read the kernel's log from this file (dmesg, journalctl -k) instead of where the facts are.")
    private String logFile;

    @Mixin
    private JudgeOptions options;

    CheckCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (source.isListOfExamples()) {
            environment.out().print(Examples.list());
            return ExitStatus.OK;
        }
        try {
            return check(source.open());
        } catch (InputException e) {
            environment.err().println("daxcheck: " + e.getMessage());
        } catch (IOException e) {
            environment.err().println("daxcheck: " + Output.name(options.file()) + ": " + e.getMessage());
        }
        return ExitStatus.USAGE;
    }

    private int check(Tree tree) throws IOException, InputException {
        Host host = HostReader.read(tree);
        if (logFile != null) {
            host = host.withKernelLog(KernelLog.ofFile(logFile, Limits.DEFAULT));
        }
        ExitStatus status = new ExitStatus();
        HostReport report = tableFile == null ? judge(host, status) : judgeTable(host);
        status.add(report, !named().isEmpty());
        try (Output output = Output.open(options.file(), environment)) {
            output.print(
                    switch (format) {
                        case json -> JsonReport.of(report, options.filesystems()) + "\n";
                        case text ->
                            new TextReport(
                                            environment.terminal(options.color()),
                                            options.filesystems(),
                                            options.verbose(),
                                            named())
                                    .of(report);
                    });
            output.complete();
        }
        return status.value();
    }

    /** What the user asked about; a table that is to be loaded counts. */
    private List<String> named() {
        return targets.isEmpty() && tableFile != null ? List.of(tableFile) : targets;
    }

    private HostReport judge(Host host, ExitStatus status) {
        HostDiagnosis diagnosis = new HostDiagnosis(host, options.kernel());
        return diagnosis.judge(
                targets.isEmpty() ? diagnosis.stacks(options.all()) : namedStacks(host, diagnosis, status));
    }

    private HostReport judgeTable(Host host) throws InputException {
        TableChange change = new TableChange(host, options.kernel(), TableFile.read(tableFile, Limits.DEFAULT));
        if (targets.isEmpty()) {
            return change.onNewDevice();
        }
        if (targets.size() > 1) {
            throw new InputException("--table takes one TARGET at most");
        }
        Optional<BlockDevice> device = new TargetNames(host).find(targets.get(0));
        if (device.isEmpty() || device.get().dm() == null) {
            throw new InputException(OneLine.of(targets.get(0)) + ": no dm device in " + OneLine.of(host.source()));
        }
        return change.on(device.get());
    }

    private List<Stack> namedStacks(Host host, HostDiagnosis diagnosis, ExitStatus status) {
        TargetNames names = new TargetNames(host);
        List<Stack> stacks = new ArrayList<>();
        for (String target : targets) {
            Optional<BlockDevice> device = names.find(target);
            if (device.isPresent()) {
                stacks.add(diagnosis.graph().stack(device.get()));
            } else if (names.isNamespace(target)) {
                environment.err().println("daxcheck: " + OneLine.of(target) + ": has no block device");
                status.addUnsupported();
            } else {
                environment
                        .err()
                        .println("daxcheck: " + OneLine.of(target) + ": no such device, namespace or mount point in "
                                + OneLine.of(host.source()));
                status.addUnreadable();
            }
        }
        return stacks;
    }
}

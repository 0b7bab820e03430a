package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.report.EraReport;
import io.daxcheck.report.KernelsReport;
import io.daxcheck.source.HostReader;
import io.daxcheck.source.InputException;
import io.daxcheck.source.OneLine;
import io.daxcheck.stack.TargetNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code daxcheck kernels}: the table of kernel behaviours, or one stack as each era of kernels judges it. */
@Command(
        name = "kernels",
        mixinStandardHelpOptions = true,
        description = "The kernel behaviours as a table; with TARGET: its verdict on each of them.")
final class KernelsCommand implements Callable<Integer> {
    private enum Format {
        text,
        json,
        markdown
    }

    private final Environment environment;

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "As for check.")
    private String target;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; markdown for the table only.")
    private Format format;

    @Mixin
    private SourceOption source;

    KernelsCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (target == null) {
            environment
                    .out()
                    .print(
                            switch (format) {
                                case text -> KernelsReport.text(environment.terminal(ColorMode.auto));
                                case json -> KernelsReport.json() + "\n";
                                case markdown -> KernelsReport.markdown();
                            });
            return ExitStatus.OK;
        }
        try {
            return eras(HostReader.read(source.open()));
        } catch (InputException e) {
            environment.err().println("daxcheck: " + e.getMessage());
            return ExitStatus.USAGE;
        }
    }

    private int eras(Host host) {
        Optional<BlockDevice> device = new TargetNames(host).find(target);
        if (device.isEmpty()) {
            environment.err().println("daxcheck: " + OneLine.of(target) + ": no such device, namespace or mount point");
            return ExitStatus.USAGE;
        }
        List<EraReport.Row> rows = new ArrayList<>();
        for (KernelVersion era : KernelBehaviour.eras()) {
            HostDiagnosis diagnosis = new HostDiagnosis(host, KernelRelease.parse(era.toString()));
            StackReport report = diagnosis
                    .judge(List.of(diagnosis.graph().stack(device.get())))
                    .stacks()
                    .get(0);
            rows.add(new EraReport.Row(era, report));
        }
        environment.out().print(format == Format.json ? EraReport.json(rows) + "\n" : EraReport.text(rows));
        return ExitStatus.OK;
    }
}

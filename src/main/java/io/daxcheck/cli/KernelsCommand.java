package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.report.reference.EraReport;
import io.daxcheck.report.reference.KernelsReport;
import io.daxcheck.source.Examples;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.stack.TargetNames;
import io.daxcheck.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code daxcheck kernels}: the table of kernel behaviours, or one stack as each era of kernels judges it. */
final class KernelsCommand implements Callable<Integer> {
    private enum Format {
        text,
        json,
        markdown
    }

    private final Environment environment;

    private final PositionalParamSpec target = Arguments.parameter("DEVICE", "As for check.");

    private final OptionSpec format = Arguments.choice(
            "--format", "FORMAT", Format.text, "${COMPLETION-CANDIDATES}; markdown for the table only.");

    private final SourceOption source = new SourceOption();

    KernelsCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        CommandSpec command = Arguments.command(
                this, "kernels", "List how kernels differ. With DEVICE, show its result on each kernel.");
        command.addPositional(target).addOption(format);
        source.addTo(command);
        return command;
    }

    private Format format() {
        return Arguments.value(format, Format.class);
    }

    @Override
    public Integer call() {
        if (source.isListOfExamples()) {
            environment.out().print(Examples.list());
            return ExitStatus.OK;
        }
        String named = Arguments.value(target, String.class);
        if (named == null) {
            environment
                    .out()
                    .print(
                            switch (format()) {
                                case text -> KernelsReport.text(environment.terminal(ColorMode.auto));
                                case json -> KernelsReport.json() + "\n";
                                case markdown -> KernelsReport.markdown();
                            });
            return ExitStatus.OK;
        }
        try {
            return eras(HostReader.read(source.open()), named);
        } catch (InputException e) {
            environment.err().println("daxcheck: " + e.getMessage());
            return ExitStatus.USAGE;
        }
    }

    private int eras(Host host, String target) {
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
        environment.out().print(format() == Format.json ? EraReport.json(rows) + "\n" : EraReport.text(rows));
        return ExitStatus.OK;
    }
}

package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.report.LostMemory;
import io.daxcheck.report.text.ListReport;
import io.daxcheck.report.text.ListReport.Column;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.facts.OtherKernel;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.stack.Stack;
import io.daxcheck.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** {@code daxcheck list}: one line a stack. */
final class ListCommand implements Callable<Integer> {
    private final Environment environment;

    private final PositionalParamSpec targets = Arguments.parameters(
            0, "DEVICE", "A device or mount point, as for check. Without one: every DAX-relevant stack.");

    private final SourceOption source = new SourceOption();

    private final OptionSpec columns = Arguments.separated(
            "-o",
            "--output",
            "COLUMNS",
            new ColumnConverter(),
            "Show these columns, in this order: " + String.join(", ", headings()) + ".");

    private final OptionSpec noHeadings = Arguments.flag("-n", "--noheadings", "Leave out the line of headings.");

    private final OptionSpec json = Arguments.flag("-J", "--json", "Print JSON instead of a table.");

    private final OptionSpec kernel = Arguments.option(
            "--kernel",
            "RELEASE",
            new JudgeOptions.ReleaseConverter(),
            "Evaluate with the rules of that kernel, as for check.");

    private final OptionSpec all =
            Arguments.flag("--all", "List every block device, not only the tops of DAX-relevant stacks.");

    ListCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        CommandSpec command = Arguments.command(this, "list", "List stacks, one line each, as lsblk lists devices.");
        command.addPositional(targets);
        source.addTo(command);
        command.addOption(columns)
                .addOption(noHeadings)
                .addOption(json)
                .addOption(kernel)
                .addOption(all);
        return Arguments.withExamples(
                command,
                "daxcheck list",
                "daxcheck list -o NAME,MODE,VERDICT,CAUSE",
                "daxcheck list -J --from db07.tar.gz");
    }

    @Override
    public Integer call() {
        if (source.listsExamples(environment)) {
            return ExitStatus.OK;
        }
        try {
            Tree tree = source.open();
            OtherKernel other = Arguments.optional(kernel, OtherKernel.class).orElse(OtherKernel.NONE);
            Optional<KernelRelease> release = other.on(tree);
            Host host = OtherKernel.configured(HostReader.read(tree), tree, release);
            HostDiagnosis diagnosis = new HostDiagnosis(host, release);
            List<String> named = Arguments.all(targets, String.class);
            NamedDevices names = new NamedDevices(host, source.isLive());
            List<Stack> stacks = new ArrayList<>();
            for (String target : named) {
                Optional<BlockDevice> device = names.find(target);
                device.ifPresent(found -> stacks.add(diagnosis.graph().stack(found)));
            }
            HostReport report = diagnosis.judge(named.isEmpty() ? diagnosis.stacks(Arguments.isGiven(all)) : stacks);
            List<Column> shown = Arguments.all(columns, Column.class);
            ListReport list = new ListReport(report, shown.isEmpty() ? ListReport.DEFAULT : shown);
            environment
                    .out()
                    .print(
                            Arguments.isGiven(json)
                                    ? list.json()
                                    : list.text(environment.terminal(ColorMode.never), !Arguments.isGiven(noHeadings)));
            if (named.isEmpty() && report.stacks().isEmpty()) {
                complainOfNoStack(report);
            }
            names.withoutDevice().forEach(this::complain);
            names.notFound().forEach(this::complain);
            return names.notFound().isEmpty() ? ExitStatus.OK : ExitStatus.USAGE;
        } catch (InputException e) {
            complain(e.getMessage());
            return ExitStatus.USAGE;
        }
    }

    /** Why the table is empty: what keeps memory that the host has from being a device. */
    private void complainOfNoStack(HostReport report) {
        complain("no DAX-relevant storage");
        for (Finding finding : report.unplaced()) {
            if (!finding.layer().equals("kernel") || LostMemory.isMeant(finding)) {
                complain(OneLine.of(finding.message()) + " [" + finding.code().code() + "]");
            }
        }
    }

    private void complain(String reason) {
        environment.err().println("daxcheck: " + reason);
    }

    /** Reads the heading of a column. */
    static final class ColumnConverter implements ITypeConverter<Column> {
        @Override
        public Column convert(String heading) {
            return Column.named(heading)
                    .orElseThrow(() -> new TypeConversionException(UsageError.none(heading, headings())));
        }
    }

    /** The headings of all columns. */
    static List<String> headings() {
        List<String> headings = new ArrayList<>();
        for (Column column : Column.values()) {
            headings.add(column.heading());
        }
        return headings;
    }
}

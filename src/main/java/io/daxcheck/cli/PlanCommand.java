package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.plan.BusPlan;
import io.daxcheck.plan.KernelUpdate;
import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Planner;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.data.PlanJson;
import io.daxcheck.report.text.PlanScript;
import io.daxcheck.report.text.PlanText;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.facts.OtherKernel;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.OneLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code daxcheck plan}: the ordered steps to a working mount with dax. It runs none of them. */
final class PlanCommand implements Callable<Integer> {
    private enum Format {
        text,
        json,
        sh
    }

    private final Environment environment;
    private final PositionalParamSpec device = Arguments.parameters(
            0,
            "DEVICE",
            "As for check; also a region, an NVDIMM or a namespace without a disk. None: the devices that need a plan are listed.");
    private final SourceOption source = new SourceOption();
    private final OptionSpec format =
            Arguments.choice("--format", "FORMAT", Format.text, "${COMPLETION-CANDIDATES}; sh is a script that asks.");
    private final OptionSpec choice =
            Arguments.option("--choose", "ID", "Take this alternative, for the script and the JSON document.");
    private final OptionSpec kernel = Arguments.option(
            "--kernel",
            "RELEASE",
            new JudgeOptions.ReleaseConverter(),
            "Make the plan for that kernel: 6.1, rhel9.4, sles15sp5, a release as uname -r prints it, or next for the "
                    + "kernel that the host boots next.");
    private final OptionSpec filesystems = Arguments.separated(
            "--fs",
            "NAME",
            new JudgeOptions.FilesystemConverter(),
            "Where a filesystem has to be made, make one of these: ext4, xfs.");
    private final OptionSpec file =
            Arguments.file("Write to this file instead of standard output. It is either complete or absent.");

    PlanCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        CommandSpec command = Arguments.command(
                this, "plan", "The ordered steps from here to a working, safe mount -o dax; runs nothing.");
        command.addPositional(device);
        source.addTo(command);
        command.addOption(format)
                .addOption(choice)
                .addOption(kernel)
                .addOption(filesystems)
                .addOption(file);
        return Arguments.withExamples(
                command,
                "daxcheck plan /dev/mapper/vg-data",
                "daxcheck plan --format sh -o plan.sh --from db07.tar.gz /dev/pmem0",
                "daxcheck plan --choose update-kernel --kernel rhel9.2 /dev/mapper/vg-data",
                "daxcheck plan --from example:silent-corruption ram1");
    }

    @Override
    public Integer call() {
        if (source.listsExamples(environment)) {
            return ExitStatus.OK;
        }
        try {
            Tree tree = source.open();
            OtherKernel other = Arguments.optional(kernel, OtherKernel.class).orElse(OtherKernel.NONE);
            return plan(HostReader.read(tree), other.on(tree));
        } catch (InputException e) {
            return fail(e.getMessage());
        } catch (IOException e) {
            return fail(Output.name(outputFile()) + ": " + e.getMessage());
        }
    }

    /** Empty for standard output. */
    private Optional<Path> outputFile() {
        return Arguments.optional(file, Path.class);
    }

    private int fail(String reason) {
        environment.err().println("daxcheck: " + reason);
        return ExitStatus.USAGE;
    }

    private int plan(Host host, Optional<KernelRelease> other) throws IOException, InputException {
        List<String> named = Arguments.all(device, String.class);
        if (named.size() > 1) {
            throw new InputException("plan takes one DEVICE");
        }
        HostDiagnosis diagnosis = new HostDiagnosis(host, other);
        if (named.isEmpty()) {
            return list(diagnosis.judge(diagnosis.stacks(false)), other);
        }
        NamedDevices names = new NamedDevices(host, source.isLive());
        Optional<BlockDevice> found = names.find(named.get(0));
        if (found.isPresent()) {
            HostReport report = diagnosis.judge(List.of(diagnosis.graph().stack(found.get())));
            return print(
                    host,
                    DevicePath.of(found.get()),
                    ofStack(report, report.stacks().get(0), other),
                    other);
        }
        Optional<Plan> onBus = BusPlan.of(diagnosis.judge(List.of()), named.get(0));
        if (onBus.isPresent()) {
            return print(host, named.get(0), onBus.get(), other);
        }
        for (String reason : names.withoutDevice()) {
            environment.err().println("daxcheck: " + reason);
        }
        for (String reason : names.notFound()) {
            environment.err().println("daxcheck: " + reason);
        }
        return names.notFound().isEmpty() ? ExitStatus.UNSUPPORTED : ExitStatus.USAGE;
    }

    /** No plan is printed that nobody asked for: it may destroy something. */
    private int list(HostReport report, Optional<KernelRelease> other) throws IOException, InputException {
        if (Arguments.value(format, Format.class) != Format.text
                || Arguments.optional(choice, String.class).isPresent()) {
            throw new InputException(
                    "--format and --choose need a DEVICE; daxcheck plan alone lists those that need a plan");
        }
        Map<String, Plan> plans = new LinkedHashMap<>();
        for (StackReport stack : report.stacks()) {
            plans.put(DevicePath.of(stack.stack().top()), ofStack(report, stack, other));
        }
        for (Finding finding : report.unplaced()) {
            if (finding.severity() != Severity.INFO && finding.hasRemedy() && !plans.containsKey(finding.layer())) {
                BusPlan.of(report, finding.layer()).ifPresent(plan -> plans.put(finding.layer(), plan));
            }
        }
        try (Output output = Output.open(outputFile(), environment, source.files(), Output.Readers.UMASK)) {
            output.print(PlanText.listed(plans, environment.terminal(ColorMode.auto)));
            output.complete();
        }
        return ExitStatus.OK;
    }

    private Plan ofStack(HostReport report, StackReport stack, Optional<KernelRelease> other) throws InputException {
        Optional<KernelRelease> release =
                other.isPresent() ? other : report.host().kernel().value();
        return KernelUpdate.addedTo(Planner.of(report.graph(), stack, wanted()), report.host(), stack, release);
    }

    private Set<Filesystem> wanted() throws InputException {
        List<Filesystem> named = Arguments.all(filesystems, Filesystem.class);
        for (Filesystem filesystem : named) {
            if (filesystem != Filesystem.EXT4 && filesystem != Filesystem.XFS) {
                throw new InputException("--fs: a plan makes ext4 or xfs, and not " + filesystem.id());
            }
        }
        return named.isEmpty() ? EnumSet.allOf(Filesystem.class) : EnumSet.copyOf(named);
    }

    private int print(Host host, String path, Plan plan, Optional<KernelRelease> other)
            throws IOException, InputException {
        Optional<String> chosen = Arguments.optional(choice, String.class);
        Optional<Plan> chosenPlan = chosen.isEmpty() ? Optional.of(plan) : plan.choosing(chosen.get());
        if (chosenPlan.isEmpty()) {
            throw new InputException("the plan has no alternative " + OneLine.quoted(chosen.orElse(""))
                    + (plan.alternatives().isEmpty() ? "" : "; it has " + String.join(", ", plan.alternatives())));
        }
        Plan shown = chosenPlan.get();
        Optional<String> release = other.map(KernelRelease::text);
        try (Output output = Output.open(outputFile(), environment, source.files(), Output.Readers.UMASK)) {
            switch (Arguments.value(format, Format.class)) {
                case text -> output.print(PlanText.of(path, shown, release, environment.terminal(ColorMode.auto)));
                case json -> output.printData(PlanJson.of(path, shown, release) + "\n");
                case sh ->
                    output.printData(PlanScript.of(path, shown, host.hostname().value(), release));
            }
            output.complete();
        }
        return shown.goal().isPresent() ? ExitStatus.OK : ExitStatus.UNSUPPORTED;
    }
}

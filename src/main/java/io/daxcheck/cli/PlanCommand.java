package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Planner;
import io.daxcheck.plan.Step;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.data.PlanJson;
import io.daxcheck.report.text.PlanText;
import io.daxcheck.source.Examples;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.text.OneLine;
import java.util.List;
import java.util.Optional;
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
    private final PositionalParamSpec device = Arguments.parameters(1, "DEVICE", "As for check.");
    private final SourceOption source = new SourceOption();
    private final OptionSpec format =
            Arguments.choice("--format", "FORMAT", Format.text, "${COMPLETION-CANDIDATES}; sh is a script that asks.");
    private final OptionSpec choice =
            Arguments.option("--choose", "ID", "Take this alternative, for the script and the JSON document.");

    PlanCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        CommandSpec command = Arguments.command(
                this, "plan", "The ordered steps from here to a working, safe mount -o dax; runs nothing.");
        command.addPositional(device);
        source.addTo(command);
        command.addOption(format).addOption(choice);
        return Arguments.withExamples(
                command,
                "daxcheck plan /dev/mapper/vg-data",
                "daxcheck plan --format sh --from db07.tar.gz /dev/pmem0",
                "daxcheck plan --from example:silent-corruption ram1");
    }

    @Override
    public Integer call() {
        if (source.isListOfExamples()) {
            environment.out().print(Examples.list());
            return ExitStatus.OK;
        }
        try {
            return plan(HostReader.read(source.open()));
        } catch (InputException e) {
            return fail(e.getMessage());
        }
    }

    private int fail(String reason) {
        environment.err().println("daxcheck: " + reason);
        return ExitStatus.USAGE;
    }

    private int plan(Host host) {
        List<String> named = Arguments.all(device, String.class);
        if (named.size() > 1) {
            return fail("plan takes one DEVICE");
        }
        NamedDevices names = new NamedDevices(host, source.isLive());
        Optional<BlockDevice> found = names.find(named.get(0));
        if (found.isEmpty()) {
            for (String reason : names.withoutDevice()) {
                environment.err().println("daxcheck: " + reason);
            }
            for (String reason : names.notFound()) {
                environment.err().println("daxcheck: " + reason);
            }
            return names.notFound().isEmpty() ? ExitStatus.UNSUPPORTED : ExitStatus.USAGE;
        }
        HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
        HostReport report = diagnosis.judge(List.of(diagnosis.graph().stack(found.get())));
        Plan plan = Planner.of(report.graph(), report.stacks().get(0));
        Optional<String> chosen = Arguments.optional(choice, String.class);
        Optional<List<Step>> way = plan.chosen(chosen);
        if (way.isEmpty()) {
            return fail("the plan has no alternative " + OneLine.quoted(chosen.orElse("")));
        }
        Plan shown = chosen.isEmpty() ? plan : new Plan(way.get(), plan.leadsToDax());
        String path = DevicePath.of(found.get());
        switch (Arguments.value(format, Format.class)) {
            case text -> environment.out().print(PlanText.of(path, shown, environment.terminal(ColorMode.auto)));
            case json -> environment.out().print(PlanJson.of(path, shown) + "\n");
            case sh -> environment.out().print(PlanText.script(path, way.get()));
        }
        return plan.leadsToDax() ? ExitStatus.OK : ExitStatus.UNSUPPORTED;
    }
}

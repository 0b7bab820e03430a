package io.daxcheck.cli;

import io.daxcheck.diagnosis.FindingCode;
import io.daxcheck.diagnosis.Topic;
import io.daxcheck.report.ExplainReport;
import io.daxcheck.source.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code daxcheck explain}: what findings mean. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "What a finding means, how to confirm it and how to fix it; without a CODE: all of them.")
final class ExplainCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(
            arity = "0..*",
            paramLabel = "CODE",
            description = "As check prints it behind a finding; or a topic: remount, dax-inode, mkfs.")
    private List<String> codes = new ArrayList<>();

    ExplainCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        ExplainReport report = new ExplainReport(environment.terminal(ColorMode.auto));
        if (codes.isEmpty()) {
            environment.out().print(report.list());
            return ExitStatus.OK;
        }
        int status = ExitStatus.OK;
        String separator = "";
        for (String code : codes) {
            Optional<String> page = FindingCode.of(code)
                    .map(report::page)
                    .or(() -> Topic.of(code).map(report::page));
            if (page.isPresent()) {
                environment.out().print(separator + page.get());
                separator = "\n";
            } else {
                environment
                        .err()
                        .println("daxcheck: " + OneLine.of(code)
                                + ": no such finding or topic; 'daxcheck explain' lists them");
                status = ExitStatus.USAGE;
            }
        }
        return status;
    }
}

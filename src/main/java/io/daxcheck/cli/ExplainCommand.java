package io.daxcheck.cli;

import io.daxcheck.finding.Explanation;
import io.daxcheck.report.reference.ExplainReport;
import io.daxcheck.text.OneLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code daxcheck explain}: what findings mean. */
final class ExplainCommand implements Callable<Integer> {
    private enum Format {
        text,
        json,
        markdown
    }

    private final Environment environment;

    private final PositionalParamSpec codes = Arguments.parameters(
            0, "CODE", "As check prints it behind a finding; or a topic: remount, dax-inode, mkfs.");

    private final OptionSpec format = Arguments.choice(
            "--format",
            "FORMAT",
            Format.text,
            "${COMPLETION-CANDIDATES}; without a CODE, markdown is a list and json has every page.");

    ExplainCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        return Arguments.command(
                        this,
                        "explain",
                        "What a finding means, how to confirm it, how to fix it and what that costs; without a CODE: all "
                                + "of them.")
                .addPositional(codes)
                .addOption(format);
    }

    private boolean isAboutAll() {
        return Arguments.all(codes, String.class).isEmpty();
    }

    @Override
    public Integer call() {
        int status = ExitStatus.OK;
        List<Explanation> pages = new ArrayList<>();
        for (String code : Arguments.all(codes, String.class)) {
            Optional<Explanation> page = Explanation.of(code);
            if (page.isPresent()) {
                pages.add(page.get());
            } else {
                environment
                        .err()
                        .println("daxcheck: " + OneLine.of(code) + ": no such finding or topic; did you mean "
                                + Explanation.nearest(code).code() + "? 'daxcheck explain' lists them");
                status = ExitStatus.USAGE;
            }
        }
        switch (Arguments.value(format, Format.class)) {
            case text -> environment.out().print(text(pages));
            case json -> printData(ExplainReport.json(isAboutAll() ? Explanation.all() : pages) + "\n");
            case markdown -> printData(markdown(pages));
        }
        return status;
    }

    private String text(List<Explanation> pages) {
        ExplainReport report = new ExplainReport(environment.terminal(ColorMode.auto));
        return isAboutAll()
                ? report.list()
                : String.join("\n", pages.stream().map(report::page).toList());
    }

    private String markdown(List<Explanation> pages) {
        return isAboutAll()
                ? ExplainReport.markdownIndex()
                : String.join("\n", pages.stream().map(ExplainReport::markdown).toList());
    }

    /** In UTF-8, whatever the locale. */
    private void printData(String text) {
        environment.out().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}

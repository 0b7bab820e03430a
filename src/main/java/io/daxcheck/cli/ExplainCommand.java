package io.daxcheck.cli;

import io.daxcheck.diagnosis.Explained;
import io.daxcheck.report.ExplainReport;
import io.daxcheck.source.OneLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code daxcheck explain}: what findings mean. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "What a finding means, how to confirm it, how to fix it and what that costs; without a CODE: all "
                + "of them.")
final class ExplainCommand implements Callable<Integer> {
    private enum Format {
        text,
        json,
        markdown
    }

    private final Environment environment;

    @Parameters(
            arity = "0..*",
            paramLabel = "CODE",
            description = "As check prints it behind a finding; or a topic: remount, dax-inode, mkfs.")
    private List<String> codes = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; without a CODE, markdown is a list and json has every page.")
    private Format format;

    ExplainCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        int status = ExitStatus.OK;
        List<Explained> pages = new ArrayList<>();
        for (String code : codes) {
            Optional<Explained> page = Explained.of(code);
            if (page.isPresent()) {
                pages.add(page.get());
            } else {
                environment
                        .err()
                        .println("daxcheck: " + OneLine.of(code) + ": no such finding or topic; did you mean "
                                + Explained.nearest(code).code() + "? 'daxcheck explain' lists them");
                status = ExitStatus.USAGE;
            }
        }
        switch (format) {
            case text -> environment.out().print(text(pages));
            case json -> printData(ExplainReport.json(codes.isEmpty() ? Explained.all() : pages) + "\n");
            case markdown -> printData(markdown(pages));
        }
        return status;
    }

    private String text(List<Explained> pages) {
        ExplainReport report = new ExplainReport(environment.terminal(ColorMode.auto));
        return codes.isEmpty()
                ? report.list()
                : String.join("\n", pages.stream().map(report::page).toList());
    }

    private String markdown(List<Explained> pages) {
        return codes.isEmpty()
                ? ExplainReport.markdownIndex()
                : String.join("\n", pages.stream().map(ExplainReport::markdown).toList());
    }

    /** In UTF-8, whatever the locale. */
    private void printData(String text) {
        environment.out().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}

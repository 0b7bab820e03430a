package io.daxcheck.cli;

import io.daxcheck.finding.Explanation;
import io.daxcheck.report.GlossaryTerm;
import io.daxcheck.report.Page;
import io.daxcheck.report.reference.ExplainReport;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Spelling;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code daxcheck explain}: prints the pages of findings and topics, and terms of the glossary. */
final class ExplainCommand implements Callable<Integer> {
    private enum Format {
        text,
        json,
        markdown
    }

    private static final String GLOSSARY = "glossary";

    private final Environment environment;

    private final PositionalParamSpec codes = Arguments.parameters(
            0,
            "WORD",
            "A finding's code, as check prints it in brackets; a topic: remount, dax-inode, mkfs; \"glossary\", or "
                    + "one of its terms.");

    private final OptionSpec format = Arguments.choice(
            "--format",
            "FORMAT",
            Format.text,
            "${COMPLETION-CANDIDATES}; without a WORD, markdown is an index and json has every page.");

    ExplainCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        CommandSpec command = Arguments.command(
                        this,
                        "explain",
                        "Explain a finding, a topic or a term: what it means, how to check it, how to fix it and what that "
                                + "costs. Without a WORD, list all findings and topics.")
                .addPositional(codes)
                .addOption(format);
        return Arguments.withExamples(
                command,
                "daxcheck explain raw-namespace",
                "daxcheck explain mkfs",
                "daxcheck explain glossary",
                "daxcheck explain MAP_SYNC");
    }

    private boolean isAboutAll() {
        return Arguments.all(codes, String.class).isEmpty();
    }

    @Override
    public Integer call() {
        int status = ExitStatus.OK;
        List<Explanation> pages = new ArrayList<>();
        List<GlossaryTerm> terms = new ArrayList<>();
        for (String code : Arguments.all(codes, String.class)) {
            Optional<Explanation> page = Explanation.of(code);
            Optional<GlossaryTerm> term = page.isPresent() ? Optional.empty() : GlossaryTerm.of(code);
            if (page.isPresent()) {
                pages.add(page.get());
            } else if (code.equals(GLOSSARY)) {
                terms.addAll(GlossaryTerm.all());
            } else if (term.isPresent()) {
                terms.add(term.get());
            } else {
                environment.err().println("daxcheck: " + unknown(code));
                status = ExitStatus.USAGE;
            }
        }
        switch (Arguments.value(format, Format.class)) {
            case text -> environment.out().print(text(pages, terms));
            case json -> printData(ExplainReport.json(isAboutAll() ? Explanation.all() : pages, terms) + "\n");
            case markdown -> printData(markdown(pages, terms));
        }
        return status;
    }

    /** Names a near code where there is one; a word that is near to none is more likely meant otherwise. */
    private static String unknown(String word) {
        List<String> known = new ArrayList<>(List.of(GLOSSARY));
        Explanation.all().forEach(page -> known.add(page.code()));
        GlossaryTerm.all().forEach(term -> known.addAll(term.names()));
        Optional<String> nearest = Spelling.close(word, known);
        return OneLine.of(word) + ": no such finding, topic or term; "
                + nearest.map(near -> "did you mean " + near + "? ").orElse("")
                + "'daxcheck explain' lists the findings and topics, 'daxcheck explain glossary' the terms";
    }

    private String text(List<Explanation> pages, List<GlossaryTerm> terms) {
        ExplainReport report = new ExplainReport(environment.terminal(ColorMode.auto));
        if (isAboutAll()) {
            return report.list();
        }
        List<String> parts = new ArrayList<>();
        pages.forEach(page -> parts.add(report.page(page)));
        terms.forEach(term -> parts.add(report.term(term)));
        return String.join("\n", parts);
    }

    private String markdown(List<Explanation> pages, List<GlossaryTerm> terms) {
        if (isAboutAll()) {
            return ExplainReport.markdownIndex();
        }
        List<String> parts = new ArrayList<>();
        pages.forEach(page -> parts.add(Page.of(page).markdown()));
        if (!terms.isEmpty()) {
            parts.add(
                    terms.size() == GlossaryTerm.all().size()
                            ? GlossaryTerm.markdown()
                            : ExplainReport.markdown(terms));
        }
        return String.join("\n", parts);
    }

    /** In UTF-8, regardless of the locale. */
    private void printData(String text) {
        environment.out().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}

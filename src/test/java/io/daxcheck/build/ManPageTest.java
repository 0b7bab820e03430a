package io.daxcheck.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.cli.CommandLineRun;
import io.daxcheck.cli.Environment;
import io.daxcheck.cli.Main;
import io.daxcheck.cli.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class ManPageTest {
    private static final Map<String, String> PLAIN = Map.of("LC_ALL", "C.UTF-8", "MANWIDTH", "500", "MANROFFOPT", "-c");

    @TempDir
    private Path share;

    private final CommandLine commands =
            Main.commands(new Environment(System.out, System.err, CommandLineRun.UTF_8, false));

    private List<Path> pages() throws IOException {
        ShareFiles.main(new String[] {share.toString(), "2026-01-01T00:00:00Z"});
        try (var files = Files.list(share.resolve("man/man8"))) {
            return files.sorted().toList();
        }
    }

    private Programs.Run run(String... command) {
        return Programs.run(share, PLAIN, List.of(command));
    }

    @Test
    void theBuildWritesAPageForDaxcheckAndForEachCommandAndAScriptForEachShell() throws IOException {
        List<String> expected = new ArrayList<>(List.of("daxcheck.8"));
        for (String command : commands.getSubcommands().keySet()) {
            expected.add("daxcheck-" + command + ".8");
        }
        assertThat(pages())
                .extracting(page -> page.getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(share.resolve("bash-completion/completions/daxcheck"))
                .hasContent(new CompletionScripts(commands).bash());
        assertThat(share.resolve("zsh/site-functions/_daxcheck")).hasContent(new CompletionScripts(commands).zsh());
        assertThat(share.resolve("fish/vendor_completions.d/daxcheck.fish"))
                .hasContent(new CompletionScripts(commands).fish());
    }

    @Test
    void everyCommandOptionAndOperandIsInItsPageAsItIsReadThere() throws IOException {
        String man = Programs.find("man", "man-db").toString();
        pages();
        List<CommandSpec> specs = new ArrayList<>(List.of(commands.getCommandSpec()));
        commands.getSubcommands().values().forEach(command -> specs.add(command.getCommandSpec()));
        for (CommandSpec spec : specs) {
            Path page = share.resolve("man/man8/" + spec.qualifiedName("-") + ".8");
            List<String> lines = run(man, "-E", "UTF-8", "-P", "cat", "-l", page.toString())
                    .out()
                    .replaceAll(".\b", "")
                    .lines()
                    .map(line -> line.strip().replaceAll(" +", " "))
                    .toList();
            assertThat(lines)
                    .contains("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "SEE ALSO");
            for (OptionSpec option : spec.options()) {
                String head =
                        String.join(", ", option.names()) + (option.arity().max() > 0 ? " " + option.paramLabel() : "");
                assertThat(lines).as(head).anyMatch(line -> line.equals(head) || line.startsWith(head + " "));
                for (String description : option.description()) {
                    assertThat(lines).as(head).anyMatch(line -> line.contains(description.strip()));
                }
            }
            spec.positionalParameters()
                    .forEach(parameter -> assertThat(lines)
                            .as(parameter.paramLabel())
                            .anyMatch(line -> line.startsWith(parameter.paramLabel() + " ")
                                    || line.equals(parameter.paramLabel())));
            for (String command : spec.subcommands().keySet()) {
                assertThat(lines).contains("daxcheck-" + command + "(8)");
            }
        }
    }

    @Test
    void manHasNoWarning() throws IOException {
        String man = Programs.find("man", "man-db").toString();
        for (Path page : pages()) {
            Programs.Run run = run(man, "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page.toString());
            assertThat(run.err()).as(page.toString()).isEmpty();
            assertThat(run.status()).isZero();
        }
    }

    @Test
    void mandocHasNoWarning() throws IOException {
        String mandoc = Programs.find("mandoc", "mandoc").toString();
        for (Path page : pages()) {
            Programs.Run run = run(mandoc, "-Tlint", "-Wwarning", page.toString());
            assertThat(run.out() + run.err()).isEmpty();
        }
    }

    @Test
    void whatRoffReadsAsSomethingElseIsNamed() {
        assertThat(ManPage.escape("a-b \\n 'c' \"d\" `e` ^ ~"))
                .isEqualTo("a\\-b \\(rsn \\(aqc\\(aq \\(dqd\\(dq \\(gae\\(ga \\(ha \\(ti");
    }
}

package io.daxcheck.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.CommandRule;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Explanation;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.report.Page;
import io.daxcheck.report.text.AskList;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.CaseTrees;
import io.daxcheck.truth.Judging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every state that was captured, with everything that may have happened to it, and every command that is printed there. */
@Tag("captures")
class PrintedCommandsTest {
    private static final Pattern COUNTS =
            Pattern.compile("more than ([0-9,]+) states, in which more than ([0-9,]+)\\s+commands are printed");

    private final AtomicInteger states = new AtomicInteger();
    private final AtomicInteger commands = new AtomicInteger();
    private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());

    /** A host, and one device that is asked about; all are where there is none. */
    private record Start(String title, Tree tree, Optional<String> device) {}

    private static List<Start> starts() {
        List<Start> starts = new ArrayList<>();
        for (Captures.Capture capture : Captures.all()) {
            starts.add(new Start(capture.title(), capture.tree(), Optional.of(capture.device())));
        }
        for (String archive : List.of("cases", "kernel", "stacks")) {
            for (Map.Entry<String, Tree> entry : CaseTrees.of(archive).entrySet()) {
                starts.add(new Start(archive + "/" + entry.getKey(), entry.getValue(), Optional.empty()));
            }
        }
        return starts;
    }

    private void look(Start start) {
        Host host = HostReader.read(start.tree());
        String device = start.device()
                .orElse(
                        host.devices().isEmpty()
                                ? ""
                                : Judging.hostReport(host).stacks().stream()
                                        .findFirst()
                                        .map(stack -> stack.stack().top().name())
                                        .orElse(host.devices()
                                                .keySet()
                                                .iterator()
                                                .next()));
        for (HostChange change : HostChange.values()) {
            Host changed = HostReader.read(change.of(start.tree(), host, device));
            HostReport report =
                    start.device().isPresent() ? Judging.device(changed, device) : Judging.everyDevice(changed);
            states.incrementAndGet();
            String title = start.title() + " " + change;
            for (PrintedCommands printed : PrintedCommands.of(report)) {
                commands.addAndGet(printed.commands().size());
                List<CommandRule> broken = CommandRule.brokenBy(printed.commands(), printed.state());
                if (!broken.isEmpty()) {
                    wrong.add(title + " " + printed.by() + ": " + broken + " " + printed.commands());
                }
                if (start.device().isPresent()) {
                    isFit(change, title + " " + printed.by(), printed.commands());
                }
            }
            areRead(title, AskList.of(new Terminal(false, false, 80), report));
        }
    }

    /** The change and what it has to do with a command are told apart by hand here, and not by the rules. */
    private void isFit(HostChange change, String title, List<String> list) {
        for (int i = 0; i < list.size(); i++) {
            String command = list.get(i);
            boolean makes = command.contains("--reconfig=") || command.startsWith("mkfs.");
            boolean isWrong = switch (change) {
                case READ_ONLY_REGIONS -> command.startsWith("ndctl create-namespace");
                case LOCKED_DIMMS -> command.startsWith("ndctl create-namespace");
                case MOUNTED, MOUNTED_WITH_DAX, BLANK_IN_TARGET ->
                    makes && !list.subList(0, i).contains("umount " + change.targetInCommand());
                case HYPHEN_NAME ->
                    command.contains(" -") && command.contains("dmsetup remove") && !command.contains(" -- ");
                default -> command.contains("dmsetup load") || command.contains("dmsetup reload");
            };
            if (isWrong) {
                wrong.add(title + ": " + command + " among " + list);
            }
        }
    }

    /** The block that is sent to the owner of a host only reads there. */
    private void areRead(String title, String block) {
        for (String line : block.lines().toList()) {
            if (line.startsWith("ask ")) {
                commands.incrementAndGet();
                String command = line.substring("ask ".length());
                if (Effect.of(command) != Effect.INSPECT) {
                    wrong.add(title + " --ask: " + command);
                }
            }
        }
    }

    @Test
    void everyCommandThatIsPrintedInAnyStateKeepsEveryRule() throws IOException {
        starts().parallelStream().forEach(this::look);
        System.getLogger(PrintedCommandsTest.class.getName())
                .log(System.Logger.Level.INFO, states + " states, " + commands + " commands");
        assertThat(wrong).isEmpty();
        String document = Files.readString(Path.of(System.getProperty("basedir", "."), "src", "docs", "plans.md"));
        Matcher counts = COUNTS.matcher(document);
        assertThat(counts.find()).isTrue();
        assertThat(states.get()).isGreaterThan(number(counts.group(1)));
        assertThat(commands.get()).isGreaterThan(number(counts.group(2)));
    }

    private static int number(String text) {
        return Integer.parseInt(text.replace(",", ""));
    }

    /** A page is about no host: what it prints with a real name would be typed as it stands. */
    @Test
    void pagesHaveNoCommandThatDestroysByItself() {
        for (Explanation explained : Explanation.all()) {
            String page = Page.of(explained).toString();
            assertThat(page).as(explained.code()).doesNotContain("| dmsetup load", "| dmsetup reload");
        }
    }

    @Test
    void theHostIsJudgedAsOneTooWhereNothingIsNamed() {
        for (Captures.Capture capture : Captures.of("6.1")) {
            HostReport report = Judging.hostReport(capture.host());
            for (PrintedCommands printed : PrintedCommands.of(report)) {
                assertThat(CommandRule.brokenBy(printed.commands(), printed.state()))
                        .as(capture.title() + " " + printed.by())
                        .isEmpty();
            }
        }
    }

    /** Somebody who asks about one stack is told nothing that destroys another. */
    @Test
    void nothingOutsideTheStackIsDestroyed() {
        for (Captures.Capture capture : Captures.of("7.3")) {
            HostReport report = Judging.device(capture.host(), capture.device());
            StackReport stack = report.stacks().get(0);
            for (PrintedCommands printed : PrintedCommands.of(report)) {
                for (String command : printed.commands()) {
                    for (BlockDevice device : capture.host().devices().values()) {
                        boolean isOutside = !stack.stack().has(device);
                        boolean isNamed = (command + " ").contains("/dev/" + device.name() + " ");
                        assertThat(isOutside && isNamed && Effect.of(command) == Effect.DESTRUCTIVE)
                                .as(capture.title() + " " + command)
                                .isFalse();
                    }
                }
            }
        }
    }
}

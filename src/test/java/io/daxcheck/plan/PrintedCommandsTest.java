package io.daxcheck.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.CommandRule;
import io.daxcheck.diagnosis.CommandState;
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
import java.util.Set;
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
                case PART_OF_ANOTHER -> makes;
                case WITHOUT_MOUNTS -> makes && list.stream().limit(i).noneMatch(each -> each.startsWith("lsblk "));
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

    /** Programs that pages name, with what they are given up to the end of the phrase. */
    private static final Pattern ON_PAGES =
            Pattern.compile("\\b(umount|dmsetup|ndctl|daxctl|cxl|lvchange|vgchange|pvmove"
                    + "|vgreduce|vgextend|lvconvert|lvremove|lvextend|pvcreate|vgcreate|mkfs\\.\\w+|sfdisk|parted|kpartx|wipefs|blockdev"
                    + "|xfs_repair|e2fsck|swapoff) (?!installed)-?[a-z^][^(),;:.]*");

    /** Their commands are about what is yet to be made, or about no device of a plan. */
    private static final Set<String> WITHOUT_PLAN = Set.of(
            "configured-device-not-found",
            "device-suspended",
            "inactive-table",
            "mkfs",
            "mounted-and-corrupting",
            "no-filesystem",
            "no-huge-pages",
            "out-of-scope",
            "remount",
            "table-keeps-dax");

    private static List<String> commandsOn(String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = ON_PAGES.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group().strip());
        }
        return found;
    }

    /** A page is about no host: what changes something there depends on the state, and the plan has read that. */
    @Test
    void pagesReferToThePlanForWhatChangesSomething() {
        CommandState nobody = new CommandState(
                Judging.hostReport(Captures.named("6.1/ns-raw").host()).graph());
        List<String> unfit = new ArrayList<>();
        int changing = 0;
        for (Explanation explained : Explanation.all()) {
            Page page = Page.of(explained);
            for (String command : commandsOn(page.check())) {
                if (Effect.of(command) != Effect.INSPECT) {
                    unfit.add(explained.code() + " checks with " + command);
                }
            }
            boolean refers = page.fix().contains("daxcheck plan ") || WITHOUT_PLAN.contains(explained.code());
            for (String command : commandsOn(page.fix())) {
                List<CommandRule> broken = new ArrayList<>(CommandRule.brokenBy(List.of(command), nobody));
                broken.remove(CommandRule.NAMES_ARE_FILLED_IN);
                boolean changes = Effect.of(command).compareTo(Effect.DISRUPTIVE) >= 0;
                changing += changes ? 1 : 0;
                if (!broken.isEmpty() || (changes && !refers)) {
                    unfit.add(explained.code() + " fixes with " + command + " " + broken);
                }
            }
        }
        assertThat(unfit).isEmpty();
        assertThat(changing).isGreaterThan(20);
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

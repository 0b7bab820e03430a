package io.daxcheck.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.cli.CommandLineRun;
import io.daxcheck.diagnosis.CommandRule;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Finding;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.EditedTree;
import io.daxcheck.truth.Judging;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for printed commands, over every captured device, mounted and not, and each rule where it is broken. */
class CommandRuleTest {
    /** The capture's device mounted, with the options that are given. */
    private static Tree mounted(Captures.Capture capture, String options) {
        String number = capture.host()
                .device(capture.device())
                .orElseThrow()
                .number()
                .value()
                .orElseThrow()
                .toString();
        String line = "36 1 " + number + " / /data rw,relatime - xfs /dev/x rw" + options + "\n";
        return new EditedTree(capture.tree()).file("proc/self/mountinfo", line).file("proc/1/mountinfo", line);
    }

    private static Set<CommandRule> broken(Tree tree, String device, String... commands) {
        HostReport report = Judging.device(HostReader.read(tree), device);
        StackReport stack = report.stacks().get(0);
        List<CommandRule> broken = CommandRule.brokenBy(
                List.of(commands), new CommandRule.State(report.graph(), stack.stack(), stack.findings()));
        return broken.isEmpty() ? Set.of() : EnumSet.copyOf(broken);
    }

    /** What happened to a captured host: mounted, a fact that is missing, hardware that cannot be used. */
    private enum Change {
        NONE,
        MOUNTED,
        MOUNTED_WITH_DAX,
        WITHOUT_TABLES,
        WITHOUT_MOUNTS,
        WITHOUT_CONFIGURATION,
        READ_ONLY_REGIONS,
        LOCKED_DIMMS;

        Tree of(Captures.Capture capture) {
            EditedTree tree = new EditedTree(capture.tree());
            return switch (this) {
                case NONE -> tree;
                case MOUNTED -> mounted(capture, "");
                case MOUNTED_WITH_DAX -> mounted(capture, ",dax=always");
                case WITHOUT_TABLES -> without(tree, "commands/dmsetup-table");
                case WITHOUT_MOUNTS -> without(without(tree, "proc/self/mountinfo"), "proc/1/mountinfo");
                case WITHOUT_CONFIGURATION ->
                    without(
                            tree,
                            "boot/config-"
                                    + capture.host()
                                            .kernel()
                                            .value()
                                            .orElseThrow()
                                            .text());
                case READ_ONLY_REGIONS -> {
                    for (String region : capture.host().regions().keySet()) {
                        tree = tree.file("sys/bus/nd/devices/" + region + "/read_only", "1\n");
                    }
                    yield tree;
                }
                case LOCKED_DIMMS -> {
                    for (String dimm : capture.host().dimms().keySet()) {
                        tree = tree.file("sys/bus/nd/devices/" + dimm + "/security", "locked\n");
                    }
                    yield tree;
                }
            };
        }
    }

    private static EditedTree without(EditedTree tree, String path) {
        return tree.read(path) instanceof Fact.Known<byte[]> ? tree.without(path) : tree;
    }

    /** Every list of commands that a report and its plans print: each is typed by itself. */
    private static List<List<String>> printed(HostReport report, StackReport stack) {
        List<List<String>> lists = new ArrayList<>();
        Plan plan = Planner.of(report.graph(), stack);
        List<Optional<String>> ways = new ArrayList<>(List.of(Optional.empty()));
        for (Step step : plan.steps()) {
            if (step.alternativeTo().isPresent()) {
                ways.add(Optional.of(step.id()));
            }
        }
        for (Optional<String> way : ways) {
            List<String> commands = new ArrayList<>();
            for (Step step : plan.chosen(way).orElseThrow()) {
                commands.addAll(step.commands());
                if (!step.commands().isEmpty()) {
                    assertThat(step.effect())
                            .isEqualTo(step.data().isPresent() ? Effect.DESTRUCTIVE : Effect.of(step.commands()));
                }
            }
            lists.add(commands);
        }
        for (Finding finding : stack.findings()) {
            if (finding.hasRemedy()) {
                lists.add(finding.remedy().commands());
            }
        }
        return lists;
    }

    /** The change and what the state has to do with it are told apart by hand here, not by the rules. */
    private static void isFit(Change change, List<String> commands, String title) {
        for (String command : commands) {
            boolean makes =
                    command.startsWith("ndctl create-namespace") || command.startsWith("ndctl enable-namespace");
            if (change == Change.READ_ONLY_REGIONS || change == Change.LOCKED_DIMMS) {
                assertThat(makes).as(title + ": " + command).isFalse();
            }
            if (change == Change.MOUNTED && Effect.of(command) == Effect.DESTRUCTIVE) {
                assertThat(commands.get(0)).as(title + ": " + command).isEqualTo("umount /data");
            }
        }
    }

    @Test
    void everyCommandThatIsPrintedForAnyCaptureKeepsEveryRule() {
        int states = 0;
        int commands = 0;
        for (Captures.Capture capture : Captures.all()) {
            for (Change change : Change.values()) {
                HostReport report = Judging.device(HostReader.read(change.of(capture)), capture.device());
                StackReport stack = report.stacks().get(0);
                CommandRule.State state = new CommandRule.State(report.graph(), stack.stack(), stack.findings());
                String title = capture.title() + " " + change;
                for (List<String> list : printed(report, stack)) {
                    assertThat(CommandRule.brokenBy(list, state)).as(title).isEmpty();
                    isFit(change, list, title);
                    commands += list.size();
                }
                CommandRule.State host = new CommandRule.State(report.graph());
                for (Finding finding : report.unplaced()) {
                    if (finding.hasRemedy()) {
                        assertThat(CommandRule.brokenBy(finding.remedy().commands(), host))
                                .as(title)
                                .isEmpty();
                        isFit(change, finding.remedy().commands(), title);
                        commands += finding.remedy().commands().size();
                    }
                }
                states++;
            }
        }
        System.getLogger(CommandRuleTest.class.getName())
                .log(System.Logger.Level.INFO, states + " states, " + commands + " commands");
        assertThat(states).isGreaterThan(6_000);
        assertThat(commands).isGreaterThan(10_000);
    }

    @Test
    void whereMountsWereNotReadSomebodyLooksFirst() {
        HostReport report =
                Judging.device(HostReader.read(Change.WITHOUT_MOUNTS.of(Captures.named("6.1/ns-raw"))), "pmem3");
        Plan plan = Planner.of(report.graph(), report.stacks().get(0));
        assertThat(plan.steps()).extracting(Step::id).containsSubsequence("copy", "look", "reconfigure-namespace3.0");
    }

    @Test
    void nothingIsDestroyedThatAnotherStackLiesOn() {
        Captures.Capture capture = Captures.named("6.1/linear-raw");
        HostReport report = Judging.device(HostReader.read(capture.tree()), "pmem3");
        StackReport stack = report.stacks().get(0);
        CommandRule.State state = new CommandRule.State(report.graph(), stack.stack(), stack.findings());
        assertThat(CommandRule.brokenBy(List.of("mkfs.ext4 /dev/pmem3"), state))
                .contains(CommandRule.NOTHING_UNDER_OTHERS);
        assertThat(broken(capture.tree(), "dm-0", "mkfs.ext4 /dev/mapper/t")).isEmpty();
    }

    @Test
    void namesAreFilledInAndNoOptions() {
        Tree tree = Captures.named("6.1/linear-raw").tree();
        assertThat(broken(tree, "dm-0", "vgreduce VG /dev/pmem3")).containsExactly(CommandRule.NAMES_ARE_FILLED_IN);
        Tree hyphen = new EditedTree(tree)
                .text("commands/dmsetup-table", text -> text.replace("t:", "-t:"))
                .file("sys/block/dm-0/dm/name", "-t\n");
        assertThat(broken(hyphen, "dm-0", "dmsetup remove -t")).containsExactly(CommandRule.NAMES_ARE_NO_OPTIONS);
        assertThat(broken(hyphen, "dm-0", "dmsetup remove -- -t")).isEmpty();
    }

    @Test
    void nothingIsMadeOnALockedDimm() {
        Captures.Capture capture = Captures.named("7.3/ns-raw");
        Tree tree = Change.LOCKED_DIMMS.of(capture);
        String reconfigure = "ndctl create-namespace --force --reconfig=namespace3.0 --mode=fsdax";
        assertThat(capture.host().dimms()).isNotEmpty();
        assertThat(broken(tree, "pmem3", reconfigure)).containsExactly(CommandRule.HARDWARE_IS_USABLE);
        HostReport report = Judging.device(HostReader.read(tree), "pmem3");
        assertThat(Planner.of(report.graph(), report.stacks().get(0)).leadsToDax())
                .isFalse();
    }

    @Test
    void whatIsMountedIsUnmountedFirst() {
        Tree tree = mounted(Captures.named("6.1/ns-raw"), "");
        String reconfigure = "ndctl create-namespace --force --reconfig=namespace3.0 --mode=fsdax";
        assertThat(broken(tree, "pmem3", reconfigure)).containsExactly(CommandRule.UNMOUNT_FIRST);
        assertThat(broken(tree, "pmem3", "umount /data", reconfigure)).isEmpty();
        assertThat(broken(Captures.named("6.1/ns-raw").tree(), "pmem3", reconfigure))
                .isEmpty();
    }

    @Test
    void nothingIsDestroyedOutsideTheStack() {
        Tree tree = Captures.named("6.1/ns-raw").tree();
        assertThat(broken(tree, "pmem3", "mkfs.ext4 /dev/pmem1")).containsExactly(CommandRule.STACK_ONLY);
        assertThat(broken(tree, "pmem3", "mkfs.ext4 /dev/pmem3")).isEmpty();
    }

    @Test
    void noTableThatMayHoldAKeyIsLoadedAgain() {
        Tree tree = Captures.named("6.1/crypt").tree();
        assertThat(broken(tree, "dm-0", "dmsetup table t | dmsetup load t")).contains(CommandRule.NO_RELOAD_OF_KEYS);
        Tree withoutTable = new EditedTree(Captures.named("6.1/linear-raw").tree()).without("commands/dmsetup-table");
        assertThat(broken(withoutTable, "dm-0", "dmsetup table t | dmsetup load t"))
                .contains(CommandRule.NO_RELOAD_OF_KEYS);
        assertThat(broken(Captures.named("6.1/linear-raw").tree(), "dm-0", "dmsetup load t"))
                .doesNotContain(CommandRule.NO_RELOAD_OF_KEYS);
    }

    @Test
    void nothingIsMadeOnARegionThatIsReadOnly() {
        Captures.Capture capture = Captures.named("6.1/ns-raw");
        Host host = capture.host();
        String region = host.namespaces().get("namespace3.0").region();
        Tree tree = new EditedTree(capture.tree()).file("sys/bus/nd/devices/" + region + "/read_only", "1\n");
        assertThat(broken(tree, "pmem3", "ndctl create-namespace --force --reconfig=namespace3.0 --mode=fsdax"))
                .containsExactly(CommandRule.HARDWARE_IS_USABLE);
        HostReport report = Judging.device(HostReader.read(tree), "pmem3");
        assertThat(Planner.of(report.graph(), report.stacks().get(0)).leadsToDax())
                .isFalse();
    }

    @Test
    void theFilesComeFirstWhereTheMountCorrupts() {
        Tree tree = mounted(Captures.named("6.1/linear-offset-plus-1"), ",dax=always");
        assertThat(broken(tree, "dm-0", "umount /data")).containsExactly(CommandRule.FILES_FIRST_WHERE_CORRUPTING);
        HostReport report = Judging.device(HostReader.read(tree), "dm-0");
        Plan plan = Planner.of(report.graph(), report.stacks().get(0));
        assertThat(plan.steps()).extracting(Step::id).containsExactly("copy");
    }

    @Test
    void lvmsOwnDevicesAreNoPhysicalVolumes() {
        Tree tree = Captures.named("6.1/linear-raw").tree();
        assertThat(broken(tree, "dm-0", "pvmove /dev/dm-1")).containsExactly(CommandRule.PHYSICAL_VOLUMES_BY_NAME);
    }

    @Test
    void aKernelWithoutStructPagesMakesNoFsdaxNamespace() {
        Captures.Capture capture = Captures.named("6.1/ns-raw");
        String release = capture.host().kernel().value().orElseThrow().text();
        Tree tree = new EditedTree(capture.tree()).file("boot/config-" + release, "# CONFIG_NVDIMM_PFN is not set\n");
        assertThat(broken(tree, "pmem3", "ndctl create-namespace --mode=fsdax"))
                .containsExactly(CommandRule.KERNEL_HAS_FSDAX);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cat /proc/cmdline                      | INSPECT",
                "dmsetup table t                        | INSPECT",
                "ndctl list -N                          | INSPECT",
                "mount -o dax /dev/pmem0 /data          | SAFE",
                "umount /data                           | DISRUPTIVE",
                "echo 0 > /sys/bus/nd/devices/n/read_only | DISRUPTIVE",
                "dmsetup table t | DESTRUCTIVE"
            })
    void theEffectIsThatOfTheProgram(String command, String effect) {
        if (!effect.equals("DESTRUCTIVE")) {
            assertThat(Effect.of(command.trim())).hasToString(effect);
        } else {
            assertThat(Effect.of(command.trim() + " | dmsetup load t")).isEqualTo(Effect.DESTRUCTIVE);
            assertThat(Effect.of("something --that nobody knows")).isEqualTo(Effect.DESTRUCTIVE);
        }
    }

    @Test
    void thePlanCommandHasThreeFormatsAndSaysWhereNothingHelps() {
        CommandLineRun none = CommandLineRun.of("plan", "ram1", "--from", "example:silent-corruption");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.out()).contains("No step gives /dev/ram1 DAX");
        CommandLineRun script =
                CommandLineRun.of("plan", "dm-0", "--format", "sh", "--from", "example:silent-corruption");
        assertThat(script.status()).isZero();
        assertThat(script.out())
                .startsWith("#!/bin/sh\n")
                .contains("set -eu", "dmsetup remove t", "| dmsetup create t");
        CommandLineRun json =
                CommandLineRun.of("plan", "dm-0", "--format", "json", "--from", "example:silent-corruption");
        assertThat(json.out()).contains("\"leadsToDax\":true", "\"effect\":\"destructive\"");
        assertThat(CommandLineRun.of("plan", "dm-0", "--choose", "nothing", "--from", "example:silent-corruption")
                        .status())
                .isEqualTo(2);
    }
}

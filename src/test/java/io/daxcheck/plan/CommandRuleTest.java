package io.daxcheck.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.cli.CommandLineRun;
import io.daxcheck.diagnosis.CommandRule;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Finding;
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
        return new EditedTree(capture.tree()).file("proc/self/mountinfo", line);
    }

    private static Set<CommandRule> broken(Tree tree, String device, String... commands) {
        HostReport report = Judging.device(HostReader.read(tree), device);
        StackReport stack = report.stacks().get(0);
        List<CommandRule> broken = CommandRule.brokenBy(
                List.of(commands), new CommandRule.State(report.graph(), stack.stack(), stack.findings()));
        return broken.isEmpty() ? Set.of() : EnumSet.copyOf(broken);
    }

    @Test
    void everyCommandThatIsPrintedForAnyCaptureKeepsEveryRule() {
        int states = 0;
        int commands = 0;
        for (Captures.Capture capture : Captures.all()) {
            for (Tree tree : List.of(capture.tree(), mounted(capture, ""), mounted(capture, ",dax=always"))) {
                HostReport report = Judging.device(HostReader.read(tree), capture.device());
                StackReport stack = report.stacks().get(0);
                CommandRule.State state = new CommandRule.State(report.graph(), stack.stack(), stack.findings());
                Plan plan = Planner.of(report.graph(), stack);
                List<String> printed = new ArrayList<>();
                for (Step step : plan.chosen(Optional.empty()).orElseThrow()) {
                    printed.addAll(step.commands());
                    if (!step.commands().isEmpty()) {
                        assertThat(step.effect())
                                .isEqualTo(step.data().isPresent() ? Effect.DESTRUCTIVE : Effect.of(step.commands()));
                    }
                }
                assertThat(CommandRule.brokenBy(printed, state))
                        .as(capture.title())
                        .isEmpty();
                commands += printed.size();
                for (Finding finding : stack.findings()) {
                    if (finding.hasRemedy()) {
                        assertThat(CommandRule.brokenBy(finding.remedy().commands(), state))
                                .as(capture.title() + " " + finding.code().code())
                                .isEmpty();
                        commands += finding.remedy().commands().size();
                    }
                }
                states++;
            }
        }
        assertThat(states).isGreaterThan(2_000);
        assertThat(commands).isGreaterThan(3_000);
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

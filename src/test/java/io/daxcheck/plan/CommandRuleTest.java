package io.daxcheck.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.cli.CommandLineRun;
import io.daxcheck.diagnosis.CommandRule;
import io.daxcheck.diagnosis.CommandState;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.Host;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.EditedTree;
import io.daxcheck.truth.Judging;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for printed commands, each where it is broken and where it is kept. */
@Tag("captures")
class CommandRuleTest {
    /** The capture's device mounted, with the options that are given. */
    private static Tree mounted(Captures.Capture capture, String options) {
        return HostChange.mounted(new EditedTree(capture.tree()), capture.host(), capture.device(), "/data", options);
    }

    private static Tree changed(HostChange change, Captures.Capture capture) {
        return change.of(capture.tree(), capture.host(), capture.device());
    }

    private static Set<CommandRule> broken(Tree tree, String device, String... commands) {
        HostReport report = Judging.device(HostReader.read(tree), device);
        StackReport stack = report.stacks().get(0);
        List<CommandRule> broken = CommandRule.brokenBy(
                List.of(commands), new CommandState(report.graph(), stack.stack(), stack.findings()));
        return broken.isEmpty() ? Set.of() : EnumSet.copyOf(broken);
    }

    /** A state, and what somebody would type there who knows no rule. */
    private record Naive(
            CommandRule rule, String capture, UnaryOperator<Tree> change, String device, List<String> commands) {
        Naive(CommandRule rule, String capture, UnaryOperator<Tree> change, String device, String... commands) {
            this(rule, capture, change, device, List.of(commands));
        }
    }

    private static final String RECONFIGURE = "ndctl create-namespace --force --reconfig=namespace3.0 --mode=fsdax";

    private static List<Naive> naive() {
        UnaryOperator<Tree> asItIs = tree -> tree;
        return List.of(
                new Naive(
                        CommandRule.UNMOUNT_FIRST,
                        "6.1/ns-raw",
                        tree -> mounted(Captures.named("6.1/ns-raw"), ""),
                        "pmem3",
                        RECONFIGURE),
                new Naive(
                        CommandRule.LOOK_FIRST,
                        "6.1/ns-raw",
                        tree -> changed(HostChange.WITHOUT_MOUNTS, Captures.named("6.1/ns-raw")),
                        "pmem3",
                        RECONFIGURE),
                new Naive(CommandRule.STACK_ONLY, "6.1/ns-raw", asItIs, "pmem3", "mkfs.ext4 /dev/pmem1"),
                new Naive(CommandRule.NOTHING_UNDER_OTHERS, "6.1/linear-raw", asItIs, "pmem3", "mkfs.ext4 /dev/pmem3"),
                new Naive(
                        CommandRule.NO_RELOAD_OF_KEYS,
                        "6.1/crypt",
                        asItIs,
                        "dm-0",
                        "dmsetup table t | dmsetup load t",
                        "dmsetup resume t"),
                new Naive(
                        CommandRule.HARDWARE_IS_USABLE,
                        "7.3/ns-raw",
                        tree -> changed(HostChange.LOCKED_DIMMS, Captures.named("7.3/ns-raw")),
                        "pmem3",
                        RECONFIGURE),
                new Naive(
                        CommandRule.HARDWARE_IS_USABLE,
                        "6.1/ns-fsdax",
                        tree -> changed(HostChange.READ_ONLY_REGIONS, Captures.named("6.1/ns-fsdax")),
                        "pmem1",
                        "mkfs.ext4 /dev/pmem1"),
                new Naive(
                        CommandRule.FILES_FIRST_WHERE_CORRUPTING,
                        "6.1/linear-offset-plus-1",
                        tree -> mounted(Captures.named("6.1/linear-offset-plus-1"), ",dax=always"),
                        "dm-0",
                        "umount /data",
                        "mount /dev/mapper/t /data"),
                new Naive(CommandRule.PHYSICAL_VOLUMES_BY_NAME, "6.1/linear-raw", asItIs, "dm-0", "pvmove /dev/dm-1"),
                new Naive(
                        CommandRule.NAMES_ARE_NO_OPTIONS,
                        "6.1/linear-raw",
                        tree -> changed(HostChange.HYPHEN_NAME, Captures.named("6.1/linear-raw")),
                        "dm-0",
                        "dmsetup remove -t"),
                new Naive(CommandRule.NAMES_ARE_FILLED_IN, "6.1/linear-raw", asItIs, "dm-0", "vgreduce VG /dev/pmem3"),
                new Naive(
                        CommandRule.XFS_HAS_ROOM,
                        "6.1/linear-fsdax",
                        asItIs,
                        "dm-0",
                        "mkfs.xfs -f -m reflink=0 /dev/mapper/t"),
                new Naive(
                        CommandRule.KERNEL_HAS_FSDAX,
                        "6.1/ns-raw",
                        tree -> new EditedTree(tree)
                                .file(
                                        "boot/config-"
                                                + Captures.named("6.1/ns-raw")
                                                        .host()
                                                        .kernel()
                                                        .value()
                                                        .orElseThrow()
                                                        .text(),
                                        "# CONFIG_NVDIMM_PFN is not set\n"),
                        "pmem3",
                        RECONFIGURE));
    }

    /** So that, with it turned off, nothing refuses what is typed there. */
    @Test
    void eachRuleAloneRefusesSomething() {
        Set<CommandRule> tried = EnumSet.noneOf(CommandRule.class);
        for (Naive one : naive()) {
            Tree tree = one.change().apply(Captures.named(one.capture()).tree());
            assertThat(broken(tree, one.device(), one.commands().toArray(new String[0])))
                    .as(one.rule() + " " + one.commands())
                    .containsExactly(one.rule());
            tried.add(one.rule());
        }
        assertThat(tried).containsExactlyInAnyOrder(CommandRule.values());
    }

    @Test
    void whereMountsWereNotReadSomebodyLooksFirst() {
        HostReport report = Judging.device(
                HostReader.read(changed(HostChange.WITHOUT_MOUNTS, Captures.named("6.1/ns-raw"))), "pmem3");
        Plan plan = Planner.of(report.graph(), report.stacks().get(0));
        assertThat(plan.steps())
                .extracting(Step::id)
                .containsSubsequence("copy", "look", "unmount-what-it-shows", "reconfigure-namespace3.0");
        assertThat(plan.steps().get(1).commands()).containsExactly("lsblk -o NAME,TYPE,FSTYPE,MOUNTPOINT /dev/pmem3");
        Finding finding = report.stacks().get(0).findings().stream()
                .filter(one -> one.code() == FindingCode.RAW_NAMESPACE)
                .findFirst()
                .orElseThrow();
        assertThat(finding.remedy().commands())
                .startsWith("lsblk -o NAME,TYPE,FSTYPE,MOUNTPOINT /dev/pmem3")
                .endsWith(RECONFIGURE);
        assertThat(finding.remedy().text()).contains("unmount first what the first command shows");
    }

    @Test
    void nothingIsDestroyedThatAnotherStackLiesOn() {
        Captures.Capture capture = Captures.named("6.1/linear-raw");
        HostReport report = Judging.device(HostReader.read(capture.tree()), "pmem3");
        StackReport stack = report.stacks().get(0);
        CommandState state = new CommandState(report.graph(), stack.stack(), stack.findings());
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
        Tree tree = changed(HostChange.LOCKED_DIMMS, capture);
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
        assertThat(none.out()).contains("No step leads to DAX on /dev/ram1: it is a brd ramdisk");
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

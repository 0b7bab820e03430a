package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.comparison.AnswerChange;
import io.daxcheck.comparison.ComparedStack;
import io.daxcheck.comparison.FactKind;
import io.daxcheck.comparison.HostComparison;
import io.daxcheck.comparison.Reason;
import io.daxcheck.host.Host;
import io.daxcheck.report.text.DiffText;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.EditedTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What {@code daxcheck diff} says of captures that differ in one known way. */
class DiffCommandTest {
    private static final String RAW = "raw-namespace";
    private static final String REGION = "sys/devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0012:00/ndbus0/region3/";
    private static final String FSTAB = "etc/fstab";

    @TempDir
    private Path directory;

    private CaptureDirectory copy(String example, String name) throws IOException {
        return CaptureDirectory.of(example, directory.resolve(name));
    }

    private static CommandLineRun diff(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "diff";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        CommandLineRun run = CommandLineRun.of(all);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        return run;
    }

    private static JsonNode json(String old, String now) {
        return new ObjectMapper().readTree(diff("--format", "json", old, now).out());
    }

    private static JsonNode stack(JsonNode document, String path) {
        for (JsonNode stack : document.get("stacks")) {
            if (stack.get("path").asString().equals(path)) {
                return stack;
            }
        }
        throw new AssertionError("no stack " + path);
    }

    private static JsonNode change(JsonNode stack, String answer) {
        for (JsonNode change : stack.get("changes")) {
            if (change.get("answer").asString().equals(answer)) {
                return change;
            }
        }
        throw new AssertionError("no change of " + answer + " in " + stack);
    }

    private static ComparedStack stack(HostComparison comparison, String device) {
        for (ComparedStack stack : comparison.stacks()) {
            if (stack.latest().stack().top().name().equals(device)) {
                return stack;
            }
        }
        throw new AssertionError("no stack " + device);
    }

    private static List<String> reasons(ComparedStack stack, String answer) {
        for (AnswerChange change : stack.answers()) {
            if (change.answer().equals(answer)) {
                return change.reason().facts().stream()
                        .map(fact ->
                                change.reason().how().id() + " " + fact.kind().id() + " " + fact.layer())
                        .toList();
            }
        }
        return List.of();
    }

    @Test
    void saysThatNoAnswerChanged() {
        CommandLineRun run = diff("example:" + RAW, "example:" + RAW);
        assertThat(run.outLines()).hasSize(3);
        assertThat(run.outLines().get(0)).isEqualTo("No answer changed (8 stacks).");
        JsonNode document = json("example:" + RAW, "example:" + RAW);
        assertThat(document.get("sameHost").asBoolean()).isTrue();
        for (JsonNode stack : document.get("stacks")) {
            assertThat(stack.get("state").asString()).isEqualTo("unchanged");
            assertThat(stack.get("changes")).isEmpty();
            assertThat(stack.get("facts")).isEmpty();
        }
    }

    /** The disk of a raw namespace lies below the namespace, that of an fsdax one below the pfn device. */
    private CaptureDirectory reconfigured() throws IOException {
        CaptureDirectory now = copy(RAW, "now");
        Files.createDirectories(now.resolve(REGION + "pfn3.0/block"));
        Files.move(now.resolve(REGION + "namespace3.0/block/pmem3"), now.resolve(REGION + "pfn3.0/block/pmem3"));
        now.write(REGION + "namespace3.0/holder", "pfn3.0\n")
                .write(REGION + "namespace3.0/mode", "memory\n")
                .write(REGION + "pfn3.0/namespace", "namespace3.0\n")
                .write(REGION + "pfn3.0/mode", "pmem\n")
                .write(REGION + "pfn3.0/block/pmem3/size", "1040384\n")
                .write(REGION + "pfn3.0/block/pmem3/queue/dax", "1\n")
                .link("sys/block/pmem3", "../" + REGION.substring("sys/".length()) + "pfn3.0/block/pmem3")
                .link("sys/class/block/pmem3", "../../" + REGION.substring("sys/".length()) + "pfn3.0/block/pmem3")
                .delete("superblocks/pmem3");
        return now;
    }

    @Test
    void namesTheModeOfANamespace() throws IOException {
        CaptureDirectory now = reconfigured();
        CommandLineRun run = diff("example:" + RAW, now.path());
        assertThat(run.out())
                .startsWith(
                        "/dev/pmem3: NO DAX → OK, because the namespace mode of pmem3 and the contents of pmem3 changed.\n"
                                + "Answers changed for 1 of 8 stacks: 1 better.\n")
                .contains("NO DAX → OK  /dev/pmem3\n")
                .contains("        new ext4: mount refused → DAX\n")
                .contains("namespace mode of pmem3: raw → fsdax\n")
                .contains("contents of pmem3: ext4, 4 KiB blocks (has_journal), UUID ");
        JsonNode stack = stack(json("example:" + RAW, now.path()), "/dev/pmem3");
        JsonNode because = change(stack, "verdict").get("because");
        assertThat(because.toString())
                .isEqualTo("{\"how\":\"alone\",\"facts\":[{\"fact\":\"namespace-mode\",\"layer\":\"pmem3\","
                        + "\"old\":\"raw\",\"new\":\"fsdax\"}]}");
        assertThat(stack.get("old").get("cause").get("code").asString()).isEqualTo("raw-namespace");
        assertThat(stack.get("new").get("cause").isNull()).isTrue();
    }

    @Test
    void namesADiskThatBecameADevdaxNamespace() throws IOException {
        CaptureDirectory now = copy(RAW, "devdax");
        now.delete(REGION + "namespace3.0/block")
                .delete("sys/block/pmem3")
                .delete("sys/class/block/pmem3")
                .delete("superblocks/pmem3")
                .write(REGION + "namespace3.0/holder", "dax3.0\n")
                .write(REGION + "namespace3.0/mode", "dax\n")
                .write(REGION + "dax3.0/namespace", "namespace3.0\n");
        CommandLineRun run = diff("example:" + RAW, now.path());
        assertThat(run.out())
                .startsWith("No answer changed (7 stacks); stacks: 1 gone.\n")
                .contains("NO DAX → gone  /dev/pmem3\n")
                .contains("device pmem3 is gone: namespace3.0 raw → namespace3.0 devdax\n");
    }

    @Test
    void namesTheTableThatWasAligned() throws IOException {
        CaptureDirectory now = copy("silent-corruption", "aligned");
        String table = Files.readString(now.resolve("commands/dmsetup-table"), StandardCharsets.UTF_8);
        assertThat(table).contains(" 2049\n");
        now.write("commands/dmsetup-table", table.replace(" 2049\n", " 2048\n"));
        CommandLineRun run = diff("example:silent-corruption", now.path());
        assertThat(run.out())
                .contains("UNSAFE → OK  /dev/mapper/t\n")
                .contains("        new ext4 or xfs: DAX with data corruption → DAX\n")
                .contains("        why   dm table of dm-0: 0 65536 linear 259:1 2049 → 0 65536 linear 259:1 2048\n")
                .contains("Each reason was tested");
        assertThat(run.out().indexOf("why ")).isEqualTo(run.out().lastIndexOf("why "));
        // The other way round it is the same fact that made it worse.
        assertThat(diff(now.path(), "example:silent-corruption").out())
                .startsWith("/dev/mapper/t: OK → UNSAFE, because the dm table of dm-0 changed.\n"
                        + "Answers changed for 1 of 8 stacks: 1 worse.\n");
    }

    @Test
    void namesTheKernelWhoseRulesDiffer() {
        Host old = Captures.named("4.14/linear-fsdax-then-raw").host();
        Host now = Captures.named("6.1/linear-fsdax-then-raw").host();
        HostComparison comparison = HostComparison.of(old, now);
        assertThat(reasons(stack(comparison, "dm-0"), "effectiveVerdict")).containsExactly("alone kernel-release ");
        // Here the new kernel's configuration alone is enough too, by one of its options.
        ComparedStack ramdisk = stack(comparison, "ram0");
        assertThat(reasons(ramdisk, "effectiveVerdict")).containsExactly("each kernel-release ", "each kernel-config ");
        assertThat(ramdisk.answers().get(0).reason().facts().get(1).after()).contains("CONFIG_BLK_DEV_RAM_DAX=n");
    }

    @Test
    void namesTheOptionThatWasDroppedFromFstab() throws IOException {
        CaptureDirectory old = copy("sound-lvm", "old").write(FSTAB, "/dev/mapper/t /data ext4 defaults,dax 0 2\n");
        CaptureDirectory now = copy("sound-lvm", "new").write(FSTAB, "/dev/mapper/t /data ext4 defaults 0 2\n");
        JsonNode stack = stack(json(old.path(), now.path()), "/dev/mapper/t");
        JsonNode change = change(stack, "configured /data");
        assertThat(change.get("because").get("how").asString()).isEqualTo("alone");
        assertThat(change.get("because").get("facts").get(0).toString())
                .contains("mount-configuration", "/data defaults,dax", "\"new\":\"etc/fstab:1: /data defaults\"");
        assertThat(diff(old.path(), now.path()).out()).contains("1 with the same verdict");
    }

    /** After a boot the same devices have other numbers and kernel names. */
    @Test
    void matchesDevicesByTheirOwnNames() throws IOException {
        CaptureDirectory old = copy("sound-lvm", "before");
        CaptureDirectory now = copy("sound-lvm", "after");
        Files.move(now.resolve("sys/devices/virtual/block/dm-0"), now.resolve("sys/devices/virtual/block/dm-7"));
        now.delete("sys/block/dm-0").delete("sys/class/block/dm-0");
        now.link("sys/block/dm-7", "../devices/virtual/block/dm-7")
                .link("sys/class/block/dm-7", "../../devices/virtual/block/dm-7");
        String number = Files.readString(now.resolve("sys/devices/virtual/block/dm-7/dev"), StandardCharsets.UTF_8)
                .strip();
        String other = number.substring(0, number.indexOf(':')) + ":7";
        now.write("sys/devices/virtual/block/dm-7/dev", other + "\n");
        String info = Files.readString(now.resolve("commands/dmsetup-info"), StandardCharsets.UTF_8);
        now.write("commands/dmsetup-info", info.replace(number.replace(':', ' '), other.replace(':', ' ')));
        assertThat(diff(old.path(), now.path()).outLines().get(0)).startsWith("No answer changed (");
        JsonNode stack = stack(json(old.path(), now.path()), "/dev/mapper/t");
        assertThat(stack.get("old").get("device").asString()).isEqualTo("dm-0");
        assertThat(stack.get("new").get("device").asString()).isEqualTo("dm-7");
    }

    @Test
    void warnsWhereTheCapturesAreOfTwoHosts() throws IOException {
        CaptureDirectory old = copy("sound-lvm", "one").write("proc/sys/kernel/hostname", "db07\n");
        CaptureDirectory now = copy("sound-lvm", "two").write("proc/sys/kernel/hostname", "db08\n");
        assertThat(diff(old.path(), now.path()).out()).startsWith("warn    These captures are of two hosts.");
        assertThat(json(old.path(), now.path()).get("sameHost").asBoolean()).isFalse();
    }

    @Test
    void saysWhichQueueFlagDiffersWhereNothingElseExplainsIt() throws IOException {
        CaptureDirectory now = copy("sound-lvm", "flag");
        now.write("sys/devices/virtual/block/dm-0/queue/dax", "0\n");
        JsonNode because = change(stack(json("example:sound-lvm", now.path()), "/dev/mapper/t"), "verdict")
                .get("because");
        assertThat(because.get("how").asString()).isEqualTo("alone");
        assertThat(because.get("facts").get(0).get("fact").asString()).isEqualTo("queue-dax");
    }

    private static String firstLine(Tree old, Tree now) {
        HostComparison comparison = HostComparison.of(HostReader.read(old), HostReader.read(now));
        return new DiffText(new Terminal(false, false, 300), false)
                .of(comparison)
                .lines()
                .findFirst()
                .orElseThrow();
    }

    private static Tree with(String capture, String path, String content) {
        return new EditedTree(Captures.named(capture).tree()).file(path, content);
    }

    private static Tree mounted(String capture, String options) {
        String number = Captures.named(capture)
                .host()
                .device("pmem1")
                .orElseThrow()
                .number()
                .value()
                .orElseThrow()
                .toString();
        return with(
                capture,
                "proc/self/mountinfo",
                "36 1 " + number + " / /data rw,relatime - ext4 /dev/pmem1 rw" + options + "\n");
    }

    /** What one runs after a plan or an update; the table and the mode have tests of their own above. */
    @Test
    void theFirstLineNamesTheAnswerAndTheFactThatDidIt() {
        String ext4 = "6.1/ns-fsdax@ext4";
        assertThat(firstLine(mounted(ext4, ""), mounted(ext4, ",dax=always")))
                .isEqualTo(
                        "/dev/pmem1 - mount: on /data, DAX file by file -> on /data with DAX, dax requested, because the "
                                + "mount changed.");
        assertThat(firstLine(
                        with(ext4, FSTAB, "/dev/pmem1 /data ext4 defaults 0 2\n"),
                        with(ext4, FSTAB, "/dev/pmem1 /data ext4 dax 0 2\n")))
                .isEqualTo("/dev/pmem1 - next mount of /data: DAX file by file -> DAX, dax requested, because the "
                        + "configured mount changed.");
        assertThat(firstLine(
                        Captures.named("5.10/ns-fsdax@xfs-reflink").tree(),
                        Captures.named("5.10/ns-fsdax@xfs").tree()))
                .startsWith("/dev/pmem1: NO DAX -> OK, because the contents of pmem1");
        assertThat(firstLine(
                        Captures.named("4.17/linear-fsdax-then-raw").tree(),
                        Captures.named("6.1/linear-fsdax-then-raw").tree()))
                .contains("/dev/mapper/t: UNSAFE -> NO DAX, because the kernel release");
    }

    /** A capture that is compared with any other of its kernel, from which it differs in a table, a mode or contents. */
    @Test
    void everyReasonIsFoundWithinOneKernel() {
        List<Captures.Capture> captures = Captures.of("6.1");
        int explained = 0;
        for (int i = 1; i < captures.size(); i++) {
            HostComparison comparison = HostComparison.of(
                    captures.get(i - 1).host(), captures.get(i).host());
            for (ComparedStack stack : comparison.stacks()) {
                for (AnswerChange change : stack.answers()) {
                    String title = captures.get(i).title() + " " + change;
                    assertThat(change.reason().how()).as(title).isNotEqualTo(Reason.How.UNDETERMINED);
                    assertThat(change.reason().facts())
                            .as(title)
                            .isNotEmpty()
                            .noneMatch(fact -> fact.kind() == FactKind.KERNEL_RELEASE);
                    explained++;
                }
            }
        }
        assertThat(explained).isGreaterThan(100);
    }

    @Test
    void badUsageHasStatusTwo() {
        CommandLineRun incomplete = CommandLineRun.of("diff", "example:" + RAW);
        assertThat(incomplete.status()).isEqualTo(2);
        assertThat(incomplete.err()).contains("NEW");
        assertThat(CommandLineRun.of("diff", "-", "-").err()).contains("OLD and NEW cannot both be standard input");
        CommandLineRun missing = CommandLineRun.of("diff", "example:" + RAW, "/no/such/capture");
        assertThat(missing.status()).isEqualTo(2);
        assertThat(missing.err()).contains("/no/such/capture: no such file or directory");
        assertThat(missing.out()).isEmpty();
    }
}

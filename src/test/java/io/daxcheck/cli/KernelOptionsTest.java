package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code --kernel} as people name kernels, and {@code kernels --vendor}. */
class KernelOptionsTest {
    private static final String STRIPED = "example:striped-raw-leg";

    @TempDir
    private Path directory;

    private static JsonNode host(CommandLineRun run) {
        assertThat(run.err()).doesNotContain("Exception");
        return JsonMapper.shared().readTree(run.out()).get("host");
    }

    // ------------------------------------------------------------------------------------ how it is named

    @ParameterizedTest
    @CsvSource({
        "rhel9.4,                      6.0",
        "RHEL9.4,                      6.0",
        "rhel9,                        6.0",
        "rhel7.6,                      4.18",
        "sles15sp5,                    5.14",
        "ubuntu22.04,                  5.15",
        "uek7u1,                       5.15",
        "v6.1,                         6.1",
        "6.1,                          6.1",
        "5.10.223,                     5.10.223",
        "5.14.0-427.13.1.el9_4.x86_64, 6.0",
        "5.3.18-59.5-default,          5.3"
    })
    void kernelsHaveManyNames(String name, String judgedAs) {
        CommandLineRun run = CommandLineRun.of("--kernel", name, "--format", "json", "--from", STRIPED);
        assertThat(host(run).get("judgedAs").asString()).isEqualTo(judgedAs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rhel9.99", "rhel", "sles15sp99", "ubuntu", "banana", "", "v", "Next"})
    void wrongNameGetsTheAcceptedForms(String name) {
        CommandLineRun run = CommandLineRun.of("--kernel", name, "--from", STRIPED);
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(
                        "'" + name + "' is not a kernel release", ": write 6.1, v6.1, 5.10.223, what uname -r prints,")
                .contains("rhel9.4", "rhel9", "sles15sp5", "ubuntu22.04", "uek7u1", "or next");
    }

    /** The number of a distribution's release is no kernel's. */
    @Test
    void numberOfADistributionIsNotJudged() {
        for (String command : List.of("check", "list", "plan")) {
            CommandLineRun run = CommandLineRun.of(command, "--kernel", "9.4", "--from", STRIPED, "t");
            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("the newest Linux that daxcheck knows is 7.3; did you mean rhel9.4?");
        }
    }

    /** What an older kernel than the rules' does is not known, but for what no kernel does. */
    @Test
    void nothingIsSupportedByAKernelBeforeTheRules() {
        CommandLineRun run = CommandLineRun.of("--kernel", "4.12", "--from", "example:sound-lvm", "t");
        assertThat(run.status()).isEqualTo(ExitStatus.UNKNOWN);
        assertThat(run.out())
                .contains("UNKNOWN t ", "rules, which begin with 4.14")
                .doesNotContain("OK ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rhel9.4             | judged as RHEL 9.4 (5.14.0-427.13.1.el9_4, Linux 6.0)",
                "5.3.18-59.5-default | judged as SLES 15 SP3 (5.3.18-59.5-default, Linux 5.3)",
                "6.1.0-50-amd64      | judged as Linux 6.1 (6.1.0-50-amd64)",
                "4.18                | judged as Linux 4.18"
            })
    void reportNamesTheKernelThatIsJudged(String name, String header) {
        String text = CommandLineRun.of("--kernel", name, "--from", STRIPED).out();
        assertThat(text.replaceAll("\\s+", " ")).contains("Linux 4.19.1, " + header + " ");
    }

    /** One kernel: what it does, what is open, what it does not do; with a device its result. */
    @Test
    void kernelsShowsOneKernel() {
        assertThat(CommandLineRun.of("kernels", "--kernel", "rhel9.1").out())
                .startsWith("RHEL 9.1 5.14.0-162.6.1.el9_1, nearest upstream 5.14\n")
                .contains("does      dm-takes-raw-namespaces\n")
                .containsPattern("(?s)\ndoes not  .*dm-offsets-truncated");
        assertThat(CommandLineRun.of("kernels", "--kernel", "sles15sp3").out())
                .contains("may       dm-any-leg-suffices\n");
        JsonNode json = JsonMapper.shared()
                .readTree(CommandLineRun.of("kernels", "--kernel", "uek6", "--format", "json")
                        .out());
        assertThat(json.get("release").asString()).isEqualTo("UEK 6");
        for (JsonNode behaviour : json.get("behaviours")) {
            if (behaviour.get("name").asString().equals("dm-any-leg-suffices")) {
                assertThat(behaviour.get("holds").isNull()).isTrue();
            }
        }
        assertThat(CommandLineRun.of("kernels", "--kernel", "rhel9.1", "--from", STRIPED, "dm-0")
                        .out())
                .containsPattern("RHEL 9.1 5.14.0-162.6.1.el9_1 +UNSAFE");
    }

    @Test
    void kernelsTakesOneKernelOrAVendor() {
        for (List<String> arguments : List.of(
                List.of("--kernel", "9.4"),
                List.of("--kernel", "next"),
                List.of("--kernel", "rhel9.4", "--vendor", "rhel"),
                List.of("--kernel", "rhel9.4", "--format", "markdown"))) {
            List<String> line = new ArrayList<>(List.of("kernels"));
            line.addAll(arguments);
            CommandLineRun run = CommandLineRun.of(line.toArray(new String[0]));
            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.out()).isEmpty();
        }
        String rhel = CommandLineRun.of("kernels", "--vendor", "rhel", "--format", "json")
                .out();
        assertThat(JsonMapper.shared()
                        .readTree(rhel)
                        .get("releases")
                        .get(0)
                        .get("name")
                        .asString())
                .isEqualTo("RHEL 7.3");
    }

    /** A fix that came in an update of the same release is named, and a change that a result depends on too. */
    @Test
    void namesTheUpdateThatFixesAndTheChangeThatDecides() {
        assertThat(CommandLineRun.of("--kernel", "ubuntu20.04", "--from", STRIPED, "dm-0")
                        .out())
                .contains("fixed in Ubuntu 20.04, kernel 5.4.0-73-generic");
        String undecided =
                CommandLineRun.of("--kernel", "uek6", "--from", STRIPED, "dm-0").out();
        assertThat(undecided.replaceAll("\\s+", " "))
                .contains("backports in this kernel, here on 5b0fab508992 of Linux 5.12: no DAX with it (dm-0 has")
                .contains(", unsafe without it (a page fault")
                .contains("Look for the changes in the changelog of that kernel's package")
                .doesNotContain("queue/dax $ cat");
    }

    // ---------------------------------------------------------------------------------- the one that is next

    private CaptureDirectory raw() throws IOException {
        return CaptureDirectory.of("raw-namespace", directory.resolve("host"));
    }

    @Test
    void nextIsWhatTheBootLoaderStarts() throws IOException {
        CaptureDirectory host = raw().write("boot/vmlinuz-4.14.1", "")
                .write("boot/vmlinuz-6.12.74+deb12-amd64", "")
                .write("boot/grub2/grubenv", "saved_entry=0123456789abcdef0123456789abcdef-4.14.1\n");
        CommandLineRun run = CommandLineRun.of("--kernel", "next", "--format", "json", "--from", host.path());
        assertThat(host(run).get("judgedAs").asString()).isEqualTo("4.14.1");
        assertThat(run.err()).contains("daxcheck: judged as the kernel that boots next: 4.14.1");
        assertThat(CommandLineRun.of("--kernel", "next", "--from", host.path(), "pmem3")
                        .status())
                .as("Linux 4.14 gives DAX to memory without struct pages")
                .isZero();
        assertThat(CommandLineRun.of("--from", host.path(), "pmem3").status()).isEqualTo(1);
    }

    /** In /boot lies how it is built, which is not how the running one is. */
    @Test
    void nextIsJudgedAsItIsBuilt() throws IOException {
        CaptureDirectory host = raw().write("boot/vmlinuz-4.14.1", "")
                .write("boot/config-4.14.1", "# CONFIG_FS_DAX is not set\nCONFIG_LIBNVDIMM=y\nCONFIG_CRC32=y\n");
        CommandLineRun without = CommandLineRun.of("--kernel", "next", "--from", host.path(), "pmem3", "-v");
        assertThat(without.status()).isEqualTo(1);
        assertThat(without.out()).contains("built without CONFIG_FS_DAX", "boot/config-4.14.1");
        host.write("boot/config-4.14.1", "CONFIG_FS_DAX=y\nCONFIG_LIBNVDIMM=y\nCONFIG_CRC32=y\n");
        CommandLineRun with = CommandLineRun.of("--kernel", "next", "--from", host.path(), "pmem3", "-v");
        assertThat(with.status()).isZero();
        assertThat(with.out()).doesNotContain("config-assumed");
    }

    @Test
    void grubsDefaultsSayWhatIsNext() throws IOException {
        CaptureDirectory host = raw().write("boot/vmlinuz-4.14.1", "")
                .write("boot/vmlinuz-6.12.74+deb12-amd64", "")
                .write("etc/default/grub", "GRUB_DEFAULT=\"gnulinux-advanced-1>gnulinux-4.14.1-advanced-1\"\n");
        assertThat(CommandLineRun.of("--kernel", "next", "--from", host.path()).err())
                .contains("judged as the kernel that boots next: 4.14.1");
    }

    @Test
    void nextThatCannotBeToldIsAnError() throws IOException {
        CaptureDirectory host = raw();
        CommandLineRun nothing = CommandLineRun.of("--kernel", "next", "--from", host.path());
        assertThat(nothing.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(nothing.out()).isEmpty();
        assertThat(nothing.err())
                .contains(
                        host.path() + ": which kernel boots next is not known: no kernel in /boot, no entry of a boot "
                                + "loader was found; name one: --kernel RELEASE");
        host.write("boot/vmlinuz-4.14.1", "").write("boot/grub2/grubenv", "saved_entry=2\n");
        assertThat(CommandLineRun.of("--kernel", "next", "--from", host.path()).err())
                .contains("boot/grub2/grubenv: the entry \"2\" names no kernel release");
    }

    /** Each host has its own; a host without one cannot be judged, and the others are. */
    @Test
    void auditAsksEachHost() throws IOException {
        CaptureDirectory told = CaptureDirectory.of("raw-namespace", directory.resolve("fleet/told"));
        told.write("boot/vmlinuz-4.14.1", "");
        CaptureDirectory untold = CaptureDirectory.of("raw-namespace", directory.resolve("fleet/untold"));
        assertThat(untold.path()).isNotEmpty();
        CommandLineRun run = CommandLineRun.of(
                "audit",
                "--kernel",
                "next",
                "--format",
                "jsonl",
                directory.resolve("fleet").toString());
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.out().lines())
                .anySatisfy(line -> assertThat(line).contains("\"judgedAs\":\"4.14.1\""))
                .anySatisfy(line -> assertThat(line).contains("which kernel boots next is not known"));
    }

    // --------------------------------------------------------------------------------- a vendor's kernels

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rhel   | RHEL 7.3       | RHEL 10.1    | 5.14.0-162.6.1.el9_1",
                "sles   | SLES 12 SP4    | SLES 16      | 5.14.21-150400.22-default",
                "sles   | SLES 15        | SLES 15 SP1  | 4.12.14-25.22-default",
                "sles   | SLES 15        | SLES 15 SP1  | 4.12.14-150.27-default",
                "sles   | SLES 12 SP4    | SLES 15 SP1  | 4.12.14-95.54-default",
                "ubuntu | Ubuntu 18.04   | Ubuntu 24.04 | 5.4.0-73-generic",
                "uek    | UEK 5          | UEK 8        | 5.15.0-100.96.32.el9uek"
            })
    void vendorsReleasesAreListed(String vendor, String first, String last, String kernel) {
        CommandLineRun run = CommandLineRun.of("kernels", "--vendor", vendor);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains(first, last, kernel);
        CommandLineRun device = CommandLineRun.of("kernels", "--vendor", vendor, "--from", STRIPED, "dm-0");
        assertThat(device.status()).as(device.err()).isZero();
        assertThat(device.out()).contains(first, kernel);
    }

    /** The stack that crashes a 4.19 kernel: of two releases that say the same there is one row. */
    @Test
    void releasesThatDifferHaveARowEach() {
        CommandLineRun run = CommandLineRun.of("kernels", "--vendor", "rhel", "--from", STRIPED, "dm-0");
        assertThat(run.out().lines().filter(line -> line.contains("RHEL 8.0")))
                .singleElement()
                .asString()
                .contains("UNSAFE", "panic");
        assertThat(run.out().lines().filter(line -> line.contains("RHEL 9.2")))
                .singleElement()
                .asString()
                .contains("NO DAX");
    }

    /** The filesystem on the device decides, as it does in every other report. */
    @Test
    void aFilesystemOnTheDeviceHasAColumnOfItsOwn() {
        CommandLineRun run = CommandLineRun.of("kernels", "--from", "example:xfs-reflink", "pmem1");
        assertThat(run.outLines().get(1)).matches("from +verdict +queue/dax +this xfs +new ext4 +new xfs +ext2 +erofs");
        assertThat(run.outLines()).anyMatch(line -> line.matches("5\\.10 +NO DAX +1 +refused +dax +dax .*"));
        assertThat(run.outLines()).anyMatch(line -> line.matches("6\\.2 +OK +1 +dax +dax +dax .*"));
    }

    /** The device supports DAX on both kernels; what is asked is about the filesystem on it. */
    @Test
    void jsonHasTheFilesystemOnTheDeviceOfEachKernel() {
        String json = CommandLineRun.of("kernels", "--format", "json", "--from", "example:xfs-reflink", "pmem1")
                .out();
        assertThat(json)
                .contains(
                        "\"filesystem\":{\"verdict\":\"unsupported\",\"type\":\"xfs\",\"mount\":\"refused\",\"hazards\":[]}")
                .contains(
                        "\"filesystem\":{\"verdict\":\"unsafe\",\"type\":\"xfs\",\"mount\":\"dax\",\"hazards\":[\"corrupt\"]}");
        assertThat(CommandLineRun.of("kernels", "--format", "json", "--from", STRIPED, "dm-0")
                        .out())
                .contains("\"filesystem\":null");
    }

    @Test
    void wrongVendorGetsTheAcceptedOnes() {
        CommandLineRun run = CommandLineRun.of("kernels", "--vendor", "debian");
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("rhel", "sles", "ubuntu", "uek");
    }

    /** Advice for a host whose vendor has a kernel without the hazard: update it, and touch no storage. */
    @Test
    void findingNamesTheReleaseThatFixesIt() throws IOException {
        CaptureDirectory host = CaptureDirectory.of("striped-raw-leg", directory.resolve("host"));
        host.write("proc/sys/kernel/osrelease", "4.18.0-80.11.2.el8_0.x86_64\n");
        CommandLineRun run = CommandLineRun.of("-v", "--from", host.path(), "dm-0");
        assertThat(run.out())
                .contains("[fixed-in-vendor-release]")
                .contains("fixed in RHEL 8.4, kernel 4.18.0-305.el8", "Update the kernel")
                .contains("Update the kernel; the storage does not have to be re-created");
    }
}

package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.source.capture.CaptureScript;
import io.daxcheck.truth.Captures.Capture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The script that captures where there is no Java, run by the shells that it may meet: what it takes from a host's files
 * is what {@code daxcheck capture} takes from them.
 */
class CaptureScriptTest {
    private static final List<List<String>> SHELLS =
            List.of(List.of("dash"), List.of("bash"), List.of("busybox", "sh"));

    /** Each of its captures is tried with the first shell. */
    private static final String WHOLE_KERNEL = "4.14";

    /** One of each of these, with each shell. */
    private static final List<String> SAMPLED =
            List.of("5.4/nested-linear", "6.1/linear-on-partition", "7.3/linear-fsdax@xfs");

    @TempDir(factory = InMemory.class)
    private Path directory;

    private Path script;
    private Path temporary;

    @BeforeEach
    void writeScript() throws IOException {
        script = directory.resolve("daxcheck-capture.sh");
        Files.writeString(script, CaptureScript.text("test"));
        temporary = Files.createDirectory(directory.resolve("tmp"));
    }

    /** Hundred thousand small files: in memory where there is a place for that. */
    static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws Exception {
            Path memory = Path.of("/dev/shm");
            return Files.isDirectory(memory) && Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "daxcheck-test")
                    : TempDirFactory.Standard.INSTANCE.createTempDirectory(element, context);
        }
    }

    /** What a program did. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Run(int status, byte[] out, String err) {}

    private static boolean isInstalled(String program) {
        for (String path : List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin")) {
            if (Files.isExecutable(Path.of(path, program))) {
                return true;
            }
        }
        return false;
    }

    private static void requireInstalled(String program) {
        if (!isInstalled(program)) {
            System.out.println("CaptureScriptTest: skipped, because " + program + " is not installed");
            abort(program + " is not installed");
        }
    }

    private Run run(Map<String, String> variables, List<String> command) throws Exception {
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("TMPDIR", temporary.toString());
        builder.environment().putAll(variables);
        Process process = builder.redirectError(err.toFile()).start();
        process.getOutputStream().close();
        byte[] out = process.getInputStream().readAllBytes();
        return new Run(process.waitFor(), out, Files.readString(err, StandardCharsets.ISO_8859_1));
    }

    private Run script(List<String> shell, Path root, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(shell);
        command.add(script.toString());
        command.addAll(List.of(arguments));
        return run(Map.of("DAXCHECK_ROOT", root.toString()), command);
    }

    /** Nothing is left of the private directory, nor of an incomplete file. */
    private void assertNothingLeft() throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    // ------------------------------------------------------------------------------------------- the same capture

    @Test
    void shellcheckHasNothingToSay() throws Exception {
        requireInstalled("shellcheck");
        Run run = run(Map.of(), List.of("shellcheck", script.toString()));
        assertThat(new String(run.out, StandardCharsets.UTF_8)).isEmpty();
        assertThat(run.status).isZero();
    }

    @TestFactory
    Stream<DynamicTest> takesWhatTheWriterTakes() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        Path all = directory.resolve(WHOLE_KERNEL);
        unpack(WHOLE_KERNEL, all, "");
        for (Capture capture : Captures.of(WHOLE_KERNEL)) {
            tests.add(dynamicTest(
                    capture.title(), () -> assertTakesTheSame(SHELLS.get(0), capture, all.resolve(capture.name()))));
        }
        for (String title : SAMPLED) {
            Capture capture = Captures.named(title);
            Path one = directory.resolve(capture.kernel());
            unpack(capture.kernel(), one, capture.name() + "/");
            for (List<String> shell : SHELLS) {
                tests.add(dynamicTest(
                        String.join(" ", shell) + " " + title,
                        () -> assertTakesTheSame(shell, capture, one.resolve(capture.name()))));
            }
        }
        return tests.stream();
    }

    private void assertTakesTheSame(List<String> shell, Capture capture, Path root) throws Exception {
        requireInstalled(shell.get(0));
        Run run = script(shell, root, "-");
        assertThat(run.err).isEmpty();
        assertThat(run.status).isZero();
        Map<String, String> byScript = CaptureEntries.of(run.out);
        Map<String, String> byWriter = CaptureEntries.of(CaptureAgainTest.captured(capture.tree(), capture, false));
        assertThat(byScript.remove("capture")).startsWith("daxcheck-capture 1\ntool: daxcheck test script\ntime: ");
        assertThat(byWriter.remove("capture")).startsWith("daxcheck-capture 1\ntool: daxcheck test\ntime: ");
        assertThat(byScript).hasSizeGreaterThan(300).isEqualTo(byWriter);
        assertThat(CaptureAgainTest.judged(CaptureAgainTest.readBack(run.out, capture.title())))
                .isEqualTo(CaptureAgainTest.judged(capture.tree()));
        assertNothingLeft();
    }

    /**
     * Puts the captures whose path has a prefix on disk, as they were on the host that they are of, but for some hundred
     * files each that nobody lists.
     */
    private static void unpack(String kernel, Path hosts, String prefix) throws IOException {
        try (InputStream file = Files.newInputStream(Captures.file(kernel));
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(file), "UTF-8")) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                if (entry.getName().startsWith(prefix) && !isOfNoInterest(entry.getName())) {
                    Path path = hosts.resolve(entry.getName());
                    Files.createDirectories(entry.isDirectory() ? path : path.getParent());
                    if (entry.isSymbolicLink()) {
                        Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                    } else if (entry.isFile()) {
                        Files.write(path, tar.readAllBytes());
                    }
                }
                entry = tar.getNextEntry();
            }
        }
    }

    private static boolean isOfNoInterest(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.equals("uevent")
                || (path.contains("/queue/")
                        && (name.contains("max_")
                                || name.contains("io_p")
                                || name.contains("discard")
                                || name.contains("stat")));
    }

    // ------------------------------------------------------------------------------------------- hosts made by hand

    private Path file(String path, String content) throws IOException {
        Path file = directory.resolve("root").resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private void link(String path, String target) throws IOException {
        Path link = directory.resolve("root").resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
    }

    /** A device that lies in sys/devices/virtual/block. */
    private void device(String name, String dax) throws IOException {
        file("sys/devices/virtual/block/" + name + "/size", "8\n");
        file("sys/devices/virtual/block/" + name + "/queue/dax", dax + "\n");
        file("dev/" + name, "start of " + name);
        link("sys/class/block/" + name, "../../devices/virtual/block/" + name);
        link("sys/block/" + name, "../devices/virtual/block/" + name);
    }

    private Path root() {
        return directory.resolve("root");
    }

    @TestFactory
    Stream<DynamicTest> hostileNamesAreOnlyNames() throws Exception {
        device("dm-0", "0");
        String name = "-rf $(touch owned) `touch owned` * a\\x20b\nsecond line";
        file("sys/devices/virtual/block/dm-0/dm/name", name + "\n");
        file("etc/systemd/system/-n $(touch owned) \\x2d.mount", "[Mount]\nWhere=/a b");
        file("proc/sys/kernel/hostname", "../../$(touch owned)\n");
        file("proc/sys/kernel/osrelease", "*/../../../etc/fstab\n");
        return SHELLS.stream()
                .map(shell -> dynamicTest(String.join(" ", shell), () -> {
                    requireInstalled(shell.get(0));
                    Run run = script(shell, root());
                    assertThat(run.status).as(run.err).isZero();
                    String file = new String(run.out, StandardCharsets.UTF_8).strip();
                    assertThat(file)
                            .startsWith("daxcheck-.._..___touch_owned_-")
                            .endsWith(".tar.gz");
                    Map<String, String> entries = CaptureEntries.of(Files.readAllBytes(directory.resolve(file)));
                    assertThat(entries.get("sys/devices/virtual/block/dm-0/dm/name"))
                            .isEqualTo(name + "\n");
                    assertThat(entries.get("etc/systemd/system/-n $(touch owned) \\x2d.mount"))
                            .isEqualTo("[Mount]\nWhere=/a b");
                    assertThat(root().resolve("owned")).doesNotExist();
                    assertThat(directory.resolve("owned")).doesNotExist();
                    assertNothingLeft();
                }));
    }

    /** pmem, brd and dcssblk devices, those with queue/dax, and what is stacked on them; no disk that may sleep. */
    @TestFactory
    Stream<DynamicTest> opensOnlyDevicesOverMemory() throws Exception {
        for (String name : List.of("pmem0", "ram1", "sda", "sdb", "dm-0", "dm-1", "dm-2", "dm-3", "dcssblk0", "vda")) {
            device(name, name.equals("vda") ? "1" : "0");
        }
        link("sys/devices/virtual/block/pmem0/holders/dm-0", "../../dm-0");
        link("sys/devices/virtual/block/dm-0/holders/dm-1", "../../dm-1");
        link("sys/devices/virtual/block/sda/holders/dm-2", "../../dm-2");
        link("sys/devices/virtual/block/dm-1/holders/dm-3", "../../dm-3");
        file("sys/devices/virtual/block/dm-3/dm/suspended", "1\n");
        file("sys/devices/virtual/block/pmem0/pmem0p1/partition", "1\n");
        link("sys/class/block/pmem0p1", "../../devices/virtual/block/pmem0/pmem0p1");
        file("dev/pmem0p1", "x".repeat(10_000));
        return SHELLS.stream()
                .map(shell -> dynamicTest(String.join(" ", shell), () -> {
                    requireInstalled(shell.get(0));
                    Map<String, String> entries = CaptureEntries.of(script(shell, root(), "-").out);
                    assertThat(entries.keySet().stream().filter(path -> path.startsWith("superblocks/")))
                            .containsExactlyInAnyOrder(
                                    "superblocks/pmem0",
                                    "superblocks/pmem0p1",
                                    "superblocks/ram1",
                                    "superblocks/dcssblk0",
                                    "superblocks/vda",
                                    "superblocks/dm-0",
                                    "superblocks/dm-1");
                    assertThat(entries.get("superblocks/dm-1")).isEqualTo("start of dm-1");
                    assertThat(entries.get("superblocks/pmem0p1")).hasSize(8192);
                    assertThat(entries.get("skipped")).isEqualTo("superblocks/dm-3\tsuspended\n");
                }));
    }

    @TestFactory
    Stream<DynamicTest> listsWhatItMayNotRead() throws Exception {
        device("dm-0", "0");
        file("proc/version", "Linux");
        file("etc/systemd/system/a.mount", "[Mount]");
        List<Path> closed = List.of(
                root().resolve("sys/devices/virtual/block/dm-0/size"),
                root().resolve("sys/devices/virtual/block/dm-0/queue"),
                root().resolve("proc/version"),
                root().resolve("etc/systemd/system"));
        boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        return SHELLS.stream()
                .map(shell -> dynamicTest(String.join(" ", shell), () -> {
                    requireInstalled(shell.get(0));
                    for (Path path : closed) {
                        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
                    }
                    for (Path path : List.of(directory, temporary)) {
                        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
                    }
                    try {
                        List<String> command = new ArrayList<>();
                        if (isRoot) {
                            requireInstalled("setpriv");
                            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
                        }
                        command.addAll(shell);
                        command.addAll(List.of(script.toString(), "-"));
                        Run run = run(Map.of("DAXCHECK_ROOT", root().toString()), command);
                        assertThat(run.status).as(run.err).isZero();
                        assertThat(CaptureEntries.of(run.out)
                                        .get("skipped")
                                        .lines()
                                        .distinct())
                                .contains(
                                        "proc/version\tEACCES",
                                        "sys/devices/virtual/block/dm-0/size\tEACCES",
                                        "sys/devices/virtual/block/dm-0/queue/dax\tEACCES",
                                        "etc/systemd/system\tEACCES");
                        assertNothingLeft();
                    } finally {
                        for (Path path : closed) {
                            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
                        }
                    }
                }));
    }

    // ------------------------------------------------------------------------------------------- the file it writes

    @TestFactory
    Stream<DynamicTest> aFileIsCompleteOrAbsent() throws Exception {
        device("dm-0", "0");
        Path old = Files.writeString(directory.resolve("old.tar.gz"), "old");
        Files.createSymbolicLink(directory.resolve("link.tar.gz"), old);
        return SHELLS.stream()
                .map(shell -> dynamicTest(String.join(" ", shell), () -> {
                    requireInstalled(shell.get(0));
                    Run toDirectory = script(shell, root(), "-o", "tmp");
                    assertThat(toDirectory.status).isEqualTo(2);
                    assertThat(toDirectory.err).isEqualTo("daxcheck: tmp: is a directory\n");
                    Run toNowhere = script(shell, root(), "-o", "no/such/file");
                    assertThat(toNowhere.status).isEqualTo(2);
                    assertThat(toNowhere.err).contains("no/such/file: no file can be made in ");
                    Run toFullDisk = script(shell, root(), "-o", "/dev/full");
                    assertThat(toFullDisk.status).isEqualTo(2);
                    assertThat(toFullDisk.err).contains("daxcheck: /dev/full: not everything could be written");
                    Files.writeString(old, "old");
                    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r-----"));
                    Run toLink = script(shell, root(), "-o", "link.tar.gz");
                    assertThat(toLink.status).isEqualTo(2);
                    assertThat(toLink.err)
                            .isEqualTo("daxcheck: link.tar.gz: is a link: name the file that it leads to\n");
                    assertThat(old).hasContent("old");
                    Run replaced = script(shell, root(), "-o", "old.tar.gz");
                    assertThat(replaced.status).as(replaced.err).isZero();
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old)))
                            .isEqualTo("rw-r-----");
                    assertThat(CaptureEntries.of(Files.readAllBytes(old))).containsKey("sys/class/block/dm-0");
                    assertNothingLeft();
                }));
    }

    @TestFactory
    Stream<DynamicTest> writesNeitherOverADeviceNorToTheFileThatTheUserMayHaveMeantToAskAbout() throws Exception {
        device("dm-0", "0");
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        Path block = directory.resolve("block");
        boolean hasBlock = new ProcessBuilder("mknod", block.toString(), "b", "240", "77")
                        .start()
                        .waitFor()
                == 0;
        return SHELLS.stream()
                .map(shell -> dynamicTest(String.join(" ", shell), () -> {
                    requireInstalled(shell.get(0));
                    Run positional = script(shell, root(), "fifo");
                    assertThat(positional.status).isEqualTo(2);
                    assertThat(positional.err).startsWith("daxcheck: fifo: not a regular file: usage: ");
                    if (hasBlock) {
                        Run toBlock = script(shell, root(), "-o", "block");
                        assertThat(toBlock.status).isEqualTo(2);
                        assertThat(toBlock.err)
                                .isEqualTo(
                                        "daxcheck: block: is a block device: writing to it would destroy its data\n");
                    }
                    Run old = script(shell, root(), "positional.tar.gz");
                    assertThat(old.status).as(old.err).isZero();
                    assertThat(old.err).startsWith("daxcheck: a file without -o is deprecated: ");
                    Run help = script(shell, root(), "--help");
                    assertThat(help.status).isZero();
                    assertThat(new String(help.out, StandardCharsets.UTF_8))
                            .startsWith("usage: sh daxcheck-capture.sh [-o FILE]");
                    assertThat(script(shell, root(), "-x").status).isEqualTo(2);
                    assertNothingLeft();
                }));
    }

    @TestFactory
    Stream<DynamicTest> readsNoFileOutsideOfAnotherRoot() throws Exception {
        device("dm-0", "0");
        Path secret = Files.writeString(directory.resolve("secret"), "TOKEN\n");
        file("etc/os-release", "ID=test\n");
        Files.createSymbolicLink(root().resolve("etc/fstab"), secret);
        Files.createDirectories(root().resolve("proc/sys/kernel"));
        Files.createSymbolicLink(root().resolve("proc/sys/kernel/hostname"), secret);
        Files.createDirectories(root().resolve("sys/class/block/dm-0/dm"));
        Files.createSymbolicLink(root().resolve("sys/class/block/dm-0/dm/uuid"), secret);
        return SHELLS.stream()
                .map(shell -> dynamicTest(String.join(" ", shell), () -> {
                    requireInstalled(shell.get(0));
                    Run run = script(shell, root(), "-");
                    assertThat(run.status).as(run.err).isZero();
                    assertThat(CaptureEntries.of(run.out).toString()).doesNotContain("TOKEN");
                    assertThat(CaptureEntries.of(run.out).get("skipped"))
                            .contains("etc/fstab\tlink leads out of the tree");
                }));
    }

    /** A command that hangs, in a copy of the script that finds it first; getconf is not part of busybox. */
    @TestFactory
    Stream<DynamicTest> stopsWaitingForACommand() throws Exception {
        Path programs = Files.createDirectory(directory.resolve("programs"));
        Path hanging = Files.writeString(programs.resolve("getconf"), "#!/bin/sh\nexec sleep 1000\n");
        assertThat(hanging.toFile().setExecutable(true)).isTrue();
        String text = Files.readString(script);
        assertThat(text).containsOnlyOnce("PATH=/usr/sbin:").containsOnlyOnce("limit=5\n");
        // Of this host only what the commands print: its files change while other tests run.
        int items = text.indexOf("capture() {\n") + "capture() {\n".length();
        int commands = text.indexOf("    if [ -z \"${DAXCHECK_ROOT-}\" ]; then\n", items);
        String shortened = text.substring(0, items) + text.substring(commands);
        Files.writeString(
                script,
                shortened
                        .replace("PATH=/usr/sbin:", "PATH=" + programs + ":/usr/sbin:")
                        .replace("limit=5\n", "limit=1\n"));
        return SHELLS.stream()
                .map(shell -> dynamicTest(String.join(" ", shell), () -> {
                    requireInstalled(shell.get(0));
                    List<String> command = new ArrayList<>(shell);
                    command.addAll(List.of(script.toString(), "-"));
                    Run run = run(Map.of(), command);
                    assertThat(run.status).as(run.err).isZero();
                    assertThat(CaptureEntries.of(run.out).toString())
                            .contains("commands/pagesize\tno answer within 1 s");
                }));
    }

    /** Files of our own may have four blocks of 512 bytes each: as good as a full disk, and no privilege needed. */
    @TestFactory
    Stream<DynamicTest> saysSoWhenItsOwnDirectoryTakesNoMore() throws Exception {
        device("dm-0", "0");
        file("proc/version", "Linux version 6.1.0\n".repeat(500));
        return SHELLS.stream()
                .map(shell -> dynamicTest(String.join(" ", shell), () -> {
                    requireInstalled(shell.get(0));
                    List<String> command = new ArrayList<>(
                            List.of("sh", "-c", "ulimit -f 4; trap '' XFSZ; exec \"$@\" -o out.tar.gz", "sh"));
                    command.addAll(shell);
                    command.add(script.toString());
                    Run run = run(Map.of("DAXCHECK_ROOT", root().toString()), command);
                    assertThat(run.status).isEqualTo(2);
                    assertThat(run.err).contains("not everything could be written there: set TMPDIR to a larger place");
                    assertThat(directory.resolve("out.tar.gz")).doesNotExist();
                    assertNothingLeft();
                }));
    }

    /** Interrupted half way, as by Ctrl-C. */
    @TestFactory
    Stream<DynamicTest> leavesNothingWhenInterrupted() throws Exception {
        device("dm-0", "0");
        String text = Files.readString(script);
        String halfWay = "    progress superblocks\n";
        assertThat(text).containsOnlyOnce(halfWay);
        Files.writeString(script, text.replace(halfWay, "    kill -INT $$\n" + halfWay));
        return SHELLS.stream()
                .map(shell -> dynamicTest(String.join(" ", shell), () -> {
                    requireInstalled(shell.get(0));
                    Run run = script(shell, root(), "-o", "out.tar.gz");
                    assertThat(run.status).isEqualTo(130);
                    assertThat(directory.resolve("out.tar.gz")).doesNotExist();
                    assertNothingLeft();
                }));
    }
}

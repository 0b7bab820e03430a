package io.daxcheck.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.host.Host;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.Captures.Capture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The advice against running kernels: a filesystem that follows it had DAX, one that does not had none. */
@Tag("captures")
class MkfsAdviceTest {
    @TestFactory
    Stream<DynamicTest> followingTheAdviceGaveDax() {
        return Captures.all().stream()
                .filter(capture ->
                        capture.name().startsWith("ns-fsdax@") || capture.name().startsWith("partition-aligned@"))
                .map(capture -> dynamicTest(capture.title(), () -> check(capture)));
    }

    private static void check(Capture capture) {
        Host host = capture.host();
        KernelVersion version = host.kernel().value().orElseThrow().upstream().orElseThrow();
        Superblock superblock = host.superblocks().get(capture.device()).value().orElseThrow();
        Filesystem filesystem = Filesystem.named(superblock.type()).orElseThrow();
        boolean onPartition =
                host.device(capture.device()).orElseThrow().partition().isPresent();
        String command = "";
        for (MkfsAdvice advice : MkfsAdvice.of(filesystem)) {
            if (advice.since().compareTo(version) <= 0) {
                command = onPartition ? advice.partition() : advice.wholeDevice();
            }
        }
        boolean follows = superblock.blockSize() == 4096
                && !superblock.has("inline_data")
                && !(superblock.has("reflink") && command.contains("reflink=0"));
        String measured = capture.truth()
                .get("filesystems")
                .properties()
                .iterator()
                .next()
                .getValue()
                .get("mount")
                .asString();
        if (filesystem == Filesystem.EXT2 && command.isEmpty()) {
            // Debian mounts ext2 with the ext4 driver: there the advice is silent.
            return;
        }
        if (superblock.has("reflink") && command.contains("reflink=0") && measured.equals("dax")) {
            // Linux 6.0 and 6.1 mount it, and corrupt files that share blocks.
            return;
        }
        assertThat(measured.equals("dax"))
                .as("%s, made as %s, on %s: %s", superblock, command, version, measured)
                .isEqualTo(follows);
    }
}

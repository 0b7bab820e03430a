package io.daxcheck.source.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.TarBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the owner of a host sends back is read together with the capture, in any form in which it was saved. */
class AnswersTest {
    private static final String PMEM = "sys/devices/ndbus0/region0/namespace0.0/block/pmem0";

    private static TarBuilder capture() {
        return new TarBuilder()
                .file("proc/sys/kernel/osrelease", "6.1.0-13-amd64\n")
                .link("sys/class/block/pmem0", "../../devices/ndbus0/region0/namespace0.0/block/pmem0")
                .file(PMEM + "/size", "8192\n")
                .file(PMEM + "/dev", "259:0\n");
    }

    private static Answers answers(String text) {
        return answers("answers.txt", text);
    }

    private static Answers answers(String file, String text) {
        Answers answers = new Answers();
        assertThat(answers.add(file, text.getBytes(StandardCharsets.UTF_8))).isTrue();
        return answers;
    }

    private static Host host(Answers answers) throws InputException {
        return HostReader.read(Inputs.capture(capture().tree(), answers));
    }

    private static BlockDevice pmem(Answers answers) throws InputException {
        return host(answers).devices().get("pmem0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n=== head -v -n 99999 /sys/class/block/pmem0/badblocks /sys/class/block/pmem0/queue/dax\n"
                        + "==> /sys/class/block/pmem0/badblocks <==\n\n==> /sys/class/block/pmem0/queue/dax <==\n1\n",
                "=== head -v -n 9 x\r\n==> /" + PMEM + "/queue/dax <==\r\n1\r\n\r\n==> /" + PMEM
                        + "/badblocks <==\r\n\r\n=== uname -a\r\nLinux db07 6.1.0-13-amd64 #1 SMP x86_64 GNU/Linux\r\n",
                "[root@db07 ~]# cat /sys/block/x\n[root@db07 ~]# head -v -n 9 /" + PMEM + "/queue/dax /" + PMEM
                        + "/badblocks\n==> /" + PMEM + "/queue/dax <==\n1\n\n==> /" + PMEM
                        + "/badblocks <==\nroot@db07:~# ",
            })
    void anAttributeIsReadWhateverPathNamedIt(String text) throws InputException {
        BlockDevice pmem = pmem(answers(text));
        assertThat(pmem.queueDax().value()).hasValue(true);
        assertThat(pmem.queueDax().source()).startsWith("answers.txt: head -v");
        assertThat(pmem.badblocks().value()).hasValue(List.of());
        assertThat(pmem.sizeSectors()).isEqualTo(new Fact.Known<>(8192L, PMEM + "/size"));
    }

    @Test
    void aFileThatHoldsOneOutputIsNamedAfterItsCommand() throws InputException {
        Answers answers = answers("dir/dmsetup_table.txt", "vg: 0 8 linear 259:0 0\n");
        answers.add("dir/getconf_PAGESIZE", "65536\n".getBytes(StandardCharsets.UTF_8));
        Host host = host(answers);
        assertThat(host.pageSize()).isEqualTo(new Fact.Known<>(65536, "getconf_PAGESIZE: getconf PAGESIZE"));
        assertThat(answers.add("notes.txt", "nothing of use\n".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void whatContradictsTheCaptureIsNotKnown() throws InputException {
        BlockDevice pmem = pmem(answers("=== cat /sys/block/pmem0/size\n1\n=== cat /" + PMEM + "/size\n16\n"));
        assertThat(pmem.sizeSectors())
                .isEqualTo(new Fact.Unreadable<>(
                        PMEM + "/size", "contradicted by answers.txt: cat /" + PMEM + "/size: \"8192\" and \"16\""));
    }

    @Test
    void answersOfAnotherKernelAreRefused() {
        Answers answers = answers("=== uname -a\nLinux db07 6.1.0-14-amd64 #1 SMP x86_64 GNU/Linux\n");
        assertThatThrownBy(() -> host(answers))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("6.1.0-14-amd64")
                .hasMessageContaining("not the same host, or it was booted since");
    }

    /** An option that grep did not show is not off. */
    @Test
    void someOptionsOfAConfigurationAreNotAllOfIt() throws InputException {
        Host host = host(answers("=== zgrep -E x /boot/config-6.1.0-13-amd64 /proc/config.gz\n"
                + "/boot/config-6.1.0-13-amd64:CONFIG_FS_DAX=y\n"
                + "/boot/config-6.1.0-13-amd64:# CONFIG_EXT2_FS is not set\n"));
        assertThat(host.config().isSet("CONFIG_FS_DAX").is(true)).isTrue();
        assertThat(host.config().isSet("CONFIG_EXT2_FS").is(false)).isTrue();
        assertThat(host.config().isSet("CONFIG_EROFS_FS").isKnown()).isFalse();
    }

    @Test
    void aListingShowsWhereDevicesLie() throws InputException {
        Host host = host(answers("=== ls -l /sys/class/block /sys/bus/nd/devices\n/sys/bus/nd/devices:\ntotal 0\n"
                + "lrwxrwxrwx 1 root root 0 Nov 22 20:08 namespace0.0 -> ../../../devices/ndbus0/region0/namespace0.0\n"
                + "\n/sys/class/block:\ntotal 0\n"
                + "lrwxrwxrwx 1 root root 0 Nov 22 20:08 dm-0 -> ../../devices/virtual/block/dm-0\n"));
        assertThat(host.devices().get("dm-0").sysfsPath())
                .isEqualTo(new Fact.Known<>("sys/devices/virtual/block/dm-0", "sys/class/block/dm-0"));
        assertThat(host.namespaces()).containsOnlyKeys("namespace0.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=== od -A d -t x1 -N 8192 /dev/pmem0\n0000000 58 46\n0000001 00\n",
                "=== od -A d -t x1 -N 8192 /dev/pmem0\n*\n9999999\n",
                "=== od -A d -t x1 -N 8192 /dev/pmem0\n0000000 zz\n",
                "=== head -v /../x\n==> /../../etc/passwd <==\nx\n==> \n==>  <==\n",
                "=== ls -l /sys/class/block\nl -> \nl\n/sys/../x:\nl a -> b\n",
                "=== grep . /x\n:\n/:\n/sys/block/pmem0/size:1\n",
            })
    void aMalformedAnswerTellsNothing(String text) throws InputException {
        Host host = host(answers(text));
        assertThat(host.devices()).containsOnlyKeys("pmem0");
        assertThat(host.superblocks().get("pmem0") instanceof Fact.Known).isFalse();
    }

    /** A line of the dump that is like the one before is left out; the bytes are there. */
    @Test
    void aDumpOfTheFirstBytesIsRead() throws InputException {
        StringBuilder dump = new StringBuilder("=== od -A d -t x1 -N 8192 /dev/pmem0\n0000000"
                + " 00".repeat(16) + "\n*\n0001072 00 00 00 00 00 00 00 00 53 ef 01 00 01 00 00 00\n0001088"
                + " 00".repeat(16) + "\n*\n0008192\n");
        dump.insert(
                dump.indexOf("0001072"),
                "0001040 00 00 00 00 00 00 00 00 02 00 00 00 02 00 00 00\n0001056" + " 00 20 00 00".repeat(1)
                        + " 00".repeat(12) + "\n");
        Host host = host(answers(dump.toString()));
        assertThat(host.superblocks().get("pmem0").value().map(found -> found.type() + found.blockSize()))
                .hasValue("ext24096");
    }

    /** Any answer is read or ignored, and nothing fails. */
    @Test
    void noAnswerMakesTheReadingFail() throws InputException {
        String text = "\n=== uname -a\nLinux db07 6.1.0-13-amd64 #1 SMP x86_64 GNU/Linux\n"
                + "\n=== dmsetup table\nvg-a: 0 8 linear 259:0 0\n\n=== dmsetup info -c\nvg-a 253 0 L--w 1 1 0 LVM-x\n"
                + "\n=== zgrep -E x /boot/config-6.1.0-13-amd64 /proc/config.gz\n/boot/config-6.1.0-13-amd64:CONFIG_FS_DAX=y\n"
                + "\n=== ls -l /sys/class/block /sys/bus/nd/devices\n/sys/class/block:\n"
                + "lrwxrwxrwx 1 root root 0 Nov 22 20:08 dm-0 -> ../../devices/virtual/block/dm-0\n"
                + "\n=== head -v -n 99999 x\n==> /sys/class/block/pmem0/badblocks <==\n\n==> /" + PMEM + "/ro <==\n0\n"
                + "\n=== od -A d -t x1 -N 8192 /dev/pmem0\n0000000 58 46 53 42 00 00 10 00\n*\n0008192\n"
                + "\n=== grep . /sys/class/block/pmem0/queue/dax\n/sys/class/block/pmem0/queue/dax:1\n";
        byte[] whole = text.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(20261127);
        for (int i = 0; i < 2_000; i++) {
            byte[] changed = whole.clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                int at = random.nextInt(changed.length);
                switch (random.nextInt(3)) {
                    case 0 -> changed[at] = (byte) "= \n/:.>*l-0".charAt(random.nextInt(11));
                    case 1 -> changed[at] = (byte) random.nextInt(256);
                    default -> changed = Arrays.copyOf(changed, at + 1);
                }
            }
            Answers answers = new Answers();
            answers.add("answers.txt", changed);
            try {
                assertThat(host(answers).devices()).containsKey("pmem0");
            } catch (InputException refused) {
                // Another kernel's, by one of the changes.
                assertThat(refused).hasMessageContaining("not the same host");
            }
        }
    }
}

package io.daxcheck.report.text;

import static io.daxcheck.stack.TestHost.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.DmTarget;
import io.daxcheck.report.Reports;
import io.daxcheck.stack.TestHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackTreeTest {
    private static final Terminal WIDE = new Terminal(false, true, 200);

    private static List<String> tree(TestHost host, String top, Terminal terminal) {
        HostReport report = Reports.of(host.host());
        for (StackReport stack : report.stacks()) {
            if (stack.stack().top().name().equals(top)) {
                return new StackTree(terminal, terminal.columns(), report.graph(), stack.findings())
                        .of(stack.stack(), stack.onDevice());
            }
        }
        throw new AssertionError("no stack " + top);
    }

    @Test
    void drawsTargetsLegsAndWhatLiesBelow() {
        TestHost host = new TestHost()
                .pmem("pmem0", 262_144)
                .pmem("pmem1", 262_144)
                .partition("pmem1p1", "pmem1", 4096, 131_072)
                .dm("dm-0", "0 65536 linear pmem0 2048", "65536 65536 striped 2 128 pmem0 131072 pmem1p1 0")
                .dm("dm-1", "0 65536 linear dm-0 0");
        assertThat(tree(host, "dm-1", WIDE))
                .containsExactly(
                        "dm-1  dm-1-name",
                        "└─ 0 – 32 MiB  linear  dm-0  dm-0-name",
                        "   ├─ 0 – 32 MiB  linear  pmem0  namespace0.0 fsdax at sector 2048",
                        "   └─ 32 MiB – 64 MiB  striped in chunks of 64 KiB",
                        "      ├─ pmem0  namespace0.0 fsdax at sector 131072",
                        "      └─ pmem1p1  partition at sector 4096",
                        "         └─ pmem1  namespace1.0 fsdax");
    }

    @Test
    void drawsWithAsciiWhereThereIsNothingElse() {
        TestHost host = new TestHost()
                .pmem("pmem0", 262_144)
                .leaf(Kind.BRD, "ram0", 262_144)
                .dm("dm-0", "0 65536 linear pmem0 0", "65536 65536 striped 2 128 pmem0 131072 ram0 0");
        assertThat(tree(host, "dm-0", new Terminal(false, false, 200)))
                .containsExactly(
                        "dm-0  dm-0-name",
                        "|- 0 - 32 MiB  linear  pmem0  namespace0.0 fsdax",
                        "`- 32 MiB - 64 MiB  striped in chunks of 64 KiB",
                        "   |- pmem0  namespace0.0 fsdax at sector 131072",
                        "   `- ram0  brd ramdisk   <== one underlying device without DAX disables it for the whole device");
    }

    @Test
    void printsWhatLiesUnderASharedLayerOnce() {
        TestHost host = new TestHost()
                .pmem("pmem0", 262_144)
                .dm("dm-0", "0 65536 linear pmem0 0")
                .dm("dm-1", "0 1024 linear dm-0 0", "1024 1024 linear dm-0 1024", "2048 1024 linear pmem0 131072");
        assertThat(tree(host, "dm-1", WIDE))
                .containsExactly(
                        "dm-1  dm-1-name",
                        "├─ 0 – 512 KiB  linear  dm-0  dm-0-name",
                        "│  └─ 0 – 32 MiB  linear  pmem0  namespace0.0 fsdax",
                        "├─ 512 KiB – 1 MiB  linear  dm-0  dm-0-name at sector 1024 (as above)",
                        "└─ 1 MiB – 1.5 MiB  linear  pmem0  namespace0.0 fsdax at sector 131072");
    }

    /** Sixty linear targets, the fiftieth of them on a ramdisk. */
    private static List<String> longTable(int count, int odd) {
        List<String> table = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            table.add(8192L * i + " 8192 linear " + (i == odd ? "ram0" : "pmem0") + " " + 8192L * i);
        }
        return table;
    }

    @Test
    void listsTheTargetAtFaultOfALongTableAndCountsTheRest() {
        TestHost host = new TestHost()
                .pmem("pmem0", 1L << 20)
                .leaf(Kind.BRD, "ram0", 1L << 20)
                .dm("dm-0", longTable(60, 49).toArray(String[]::new));
        List<String> tree = tree(host, "dm-0", WIDE);
        assertThat(tree).hasSize(10);
        assertThat(tree.get(1)).isEqualTo("├─ 0 – 4 MiB  linear  pmem0  namespace0.0 fsdax");
        assertThat(tree.get(8))
                .isEqualTo("├─ 196 MiB – 200 MiB  linear  ram0  brd ramdisk at sector 401408"
                        + "   ◀ one underlying device without DAX disables it for the whole device");
        assertThat(tree.get(9)).isEqualTo("└─ 52 more targets");
    }

    @Test
    void countsTheLegsOfAWideStripe() {
        StringBuilder line = new StringBuilder("0 65536 striped 16 8");
        for (int i = 0; i < 16; i++) {
            line.append(" pmem0 ").append(8192 * i);
        }
        TestHost host = new TestHost().pmem("pmem0", 1L << 20).dm("dm-0", line.toString());
        List<String> tree = tree(host, "dm-0", WIDE);
        assertThat(tree).hasSize(11).endsWith("   └─ 8 more legs");
        assertThat(tree.get(9)).isEqualTo("   ├─ pmem0  namespace0.0 fsdax at sector 57344");
    }

    @Test
    void endsAfterFortyLinesAndCountsTheRest() {
        TestHost host = new TestHost().pmem("pmem0", 1L << 20);
        String below = "pmem0";
        for (int i = 0; i < 100; i++) {
            host.dm("dm-" + i, "0 65536 linear " + below + " 0");
            below = "dm-" + i;
        }
        List<String> tree = tree(host, "dm-99", WIDE);
        assertThat(tree).hasSize(41);
        assertThat(tree.get(40)).matches("… and [0-9]+ more lines");
    }

    @Test
    void aHugeTableIsDrawnAtOnce() {
        int count = 100_000;
        List<DmTarget> targets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String leg = i % 2 == 0 ? "pmem0" : "ram0";
            targets.add(new DmTarget(
                    8L * i, 8, "linear", List.of(new DmTarget.Leg(number(leg), 8L * i)), 0, "target " + i));
        }
        TestHost host = new TestHost()
                .pmem("pmem0", 1L << 20)
                .leaf(Kind.BRD, "ram0", 1L << 20)
                .dm("dm-0", targets);
        host.dm("dm-1", upperTargets());
        List<String> tree = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> tree(host, "dm-1", WIDE));
        assertThat(tree).anyMatch(line -> line.contains("99992 more targets"));
    }

    /** As many targets again, over the first device. */
    private static List<DmTarget> upperTargets() {
        List<DmTarget> targets = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            targets.add(new DmTarget(
                    8L * i, 8, "linear", List.of(new DmTarget.Leg(number("dm-0"), 8L * i)), 0, "upper target " + i));
        }
        return targets;
    }

    @Test
    void wrapsTextAndMarksUnderTheirBranch() {
        TestHost host = new TestHost()
                .pmem("pmem0", 262_144)
                .dm("dm-0", "0 65536 linear pmem0 2049", "65536 65536 linear pmem0 131072");
        assertThat(tree(host, "dm-0", new Terminal(false, true, 48)))
                .containsExactly(
                        "dm-0  dm-0-name",
                        "├─ 0 – 32 MiB  linear  pmem0  namespace0.0 fsdax",
                        "│  at sector 2049",
                        "│     ◀ a dm target starts at an offset that is",
                        "│     not page-aligned",
                        "└─ 32 MiB – 64 MiB  linear  pmem0  namespace0.0",
                        "   fsdax at sector 131072");
    }

    @Test
    void namesALegThatIsNotThere() {
        TestHost host = new TestHost()
                .pmem("pmem0", 262_144)
                .dm(
                        "dm-0",
                        List.of(
                                TestHost.target("0 65536 linear pmem0 0"),
                                new DmTarget(
                                        65536,
                                        65536,
                                        "linear",
                                        List.of(new DmTarget.Leg("7:7", 0)),
                                        0,
                                        "65536 65536 linear 7:7 0")));
        assertThat(tree(host, "dm-0", WIDE).get(2))
                .startsWith("└─ 32 MiB – 64 MiB  linear  7:7, which was not found   ◀ ");
    }
}

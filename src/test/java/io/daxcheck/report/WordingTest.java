package io.daxcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.report.data.JsonReport;
import io.daxcheck.report.text.ListReport;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.truth.Judging;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The word about a device that could have DAX, and whose filesystem or mount lacks some of it or all. */
class WordingTest {
    private static final long SECTORS = 1 << 18;
    private static final Terminal TERMINAL = new Terminal(false, true, 200);

    /** An XFS on pmem0, next to a disk in fsdax mode and one in sector mode. */
    private static HostReport report(String fstab, String mountinfo) {
        SyntheticHost host = new SyntheticHost("7.3.0", 4096)
                .pmem("pmem0", Memory.FSDAX, SECTORS)
                .pmem("pmem1", Memory.SECTOR, SECTORS)
                .pmem("pmem2", Memory.FSDAX, SECTORS)
                .file("proc/self/mountinfo", "1 1 8:1 / / rw - ext4 /dev/sda1 rw\n" + mountinfo)
                .file("etc/fstab", fstab)
                .file(
                        "commands/xfs_info/pmem0",
                        "meta-data=/dev/pmem0 isize=512\n = crc=1 finobt=1\n = reflink=0\n"
                                + "data = bsize=4096 blocks=1000\nlog =internal log bsize=4096\n");
        return Judging.device(host.read(), "pmem0");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            "/dev/pmem0 /data xfs dax\n",                  "",                                                OK
            "/dev/pmem0 /data xfs dax,rtdev=/dev/pmem2\n", "",                                                OK
            "/dev/pmem0 /data xfs dax,rtdev=/dev/pmem1\n", "",                                                PARTLY
            "/dev/pmem0 /data ext3 dax\n",                 "",                                                WARN
            "/dev/pmem0 /data xfs dax\n",                  "2 1 259:0 / /data rw - xfs /dev/pmem0 rw\n",          "DAX OFF"
            "/dev/pmem0 /data xfs dax\n",                  "2 1 259:0 / /data rw - xfs /dev/pmem0 rw,dax=always\n", OK
            """)
    void textAndListHaveTheSameWord(String fstab, String mountinfo, String word) {
        HostReport report = report(fstab, mountinfo);
        assertThat(Wording.word(report.stacks().get(0))).isEqualTo(word);
        assertThat(Wording.counts(report.stacks())).isEqualTo("1 stack: 1 " + word);
        assertThat(Reports.text(report, TERMINAL, false)).startsWith(word + " ");
        assertThat(new ListReport(report, List.of(ListReport.Column.VERDICT)).text(TERMINAL, false))
                .isEqualTo(word + "\n");
    }

    @Test
    void someFilesAreNamedInEachFormat() {
        HostReport partly = report("/dev/pmem0 /data xfs dax,rtdev=/dev/pmem1\n", "");
        assertThat(Reports.text(partly, TERMINAL, false)).contains("DAX for some files");
        assertThat(new ListReport(partly, List.of(ListReport.Column.MOUNT_DAX)).text(TERMINAL, false))
                .isEqualTo("dax:some-files\n");
        assertThat(forSomeFiles(partly)).isEqualTo("true");
        assertThat(forSomeFiles(report("/dev/pmem0 /data xfs dax\n", ""))).isEqualTo("false");
    }

    private static String forSomeFiles(HostReport report) {
        JsonNode json = new ObjectMapper().readTree(JsonReport.of(report, EnumSet.allOf(Filesystem.class)));
        return json.get("stacks").get(0).get("filesystem").get("forSomeFiles").toString();
    }
}

package io.daxcheck.bench;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.host.Host;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The model alone: facts that have been read, to a verdict with its findings. One operation is one stack. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ModelBenchmark {
    private static final int PAGE = 8;

    /** dm devices on one another, and the targets that each of them has. */
    @Param({"1x1", "10x1", "100x1", "500x1", "1x100", "1x10000", "10x100"})
    public String depthBySegments;

    private Host host;

    @Setup
    public void read() throws IOException, InputException {
        String[] parts = depthBySegments.split("x", -1);
        byte[] capture = capture(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        host = HostReader.read(
                Inputs.capture(ArchiveTree.read("bench", new ByteArrayInputStream(capture), Limits.DEFAULT)));
        HostReport report = judge();
        if (report.stacks().size() != 1 || !report.stacks().get(0).verdict().id().equals("supported")) {
            throw new IllegalStateException("the stack is not judged as it should be");
        }
    }

    /** Everything that was worked out for the stack before is worked out again. */
    @Benchmark
    public HostReport judge() {
        HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
        return diagnosis.judge(diagnosis.stacks(false));
    }

    private static byte[] capture(int depth, int segments) throws IOException {
        long sectors = (long) segments * PAGE;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            String release = "6.1.0-50-amd64";
            file(tar, "capture", "daxcheck-capture 1\n");
            file(tar, "proc/sys/kernel/osrelease", release + "\n");
            file(tar, "proc/version", "Linux version " + release + " #1 SMP Debian 6.1.176-1\n");
            file(tar, "commands/pagesize", "4096\n");
            file(tar, "boot/config-" + release, "CONFIG_FS_DAX=y\nCONFIG_ZONE_DEVICE=y\nCONFIG_NVDIMM_PFN=y\n");
            String region = "sys/devices/platform/ndbus0/region0";
            file(tar, region + "/namespace0.0/mode", "memory\n");
            file(tar, region + "/namespace0.0/holder", "pfn0.0\n");
            file(tar, region + "/pfn0.0/namespace", "namespace0.0\n");
            for (String device : new String[] {"namespace0.0", "pfn0.0"}) {
                link(tar, "sys/bus/nd/devices/" + device, "/" + region + "/" + device);
            }
            String below = "pmem0";
            disk(tar, region + "/pfn0.0/block/pmem0", "259:0", 2 * sectors);
            file(tar, region + "/pfn0.0/block/pmem0/badblocks", "");
            StringBuilder tables = new StringBuilder();
            for (int level = 0; level < depth; level++) {
                String path = "sys/devices/virtual/block/dm-" + level;
                disk(tar, path, "253:" + level, sectors);
                file(tar, path + "/dm/name", "lv" + level + "\n");
                file(tar, path + "/dm/uuid", "\n");
                link(tar, path + "/slaves/" + below, "/sys/class/block/" + below);
                for (int i = 0; i < segments; i++) {
                    // Neighbours are swapped, so that no two targets are one.
                    long at = (i % 2 == 0 && i + 1 < segments ? i + 1 : i % 2 == 1 ? i - 1 : i) * (long) PAGE;
                    tables.append("lv%d: %d %d linear %s %d%n"
                            .formatted(level, (long) i * PAGE, PAGE, level == 0 ? "259:0" : "253:" + (level - 1), at));
                }
                below = "dm-" + level;
            }
            file(tar, "commands/dmsetup-table", tables.toString());
        }
        return bytes.toByteArray();
    }

    private static void disk(TarArchiveOutputStream tar, String path, String number, long sectors) throws IOException {
        file(tar, path + "/dev", number + "\n");
        file(tar, path + "/size", sectors + "\n");
        file(tar, path + "/ro", "0\n");
        file(tar, path + "/queue/dax", "1\n");
        file(tar, path + "/queue/logical_block_size", "512\n");
        link(tar, "sys/class/block/" + path.substring(path.lastIndexOf('/') + 1), "/" + path);
    }

    private static void file(TarArchiveOutputStream tar, String path, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.US_ASCII);
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream tar, String path, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path, TarArchiveEntry.LF_SYMLINK);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }
}

package io.daxcheck.fuzz;

import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.source.Examples;
import io.daxcheck.source.tree.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.XZInputStream;

/** The captures that are spoilt: the bundled examples, captures of running kernels, and one with every file there is. */
public final class Corpus {
    private static final Path HOSTS = Path.of(System.getProperty("basedir", "."), "src", "test", "hosts");

    private static final List<String> KERNELS =
            List.of("4.14", "4.17", "4.19", "5.4", "5.10", "5.15", "6.1", "6.12", "6.18", "7.2", "7.3");

    /** One in so many of the captures of a kernel is taken: they differ in little. */
    private static final int STRIDE = 7;

    private final List<CaptureEntries> sound;
    private final CaptureEntries rich;
    private final Map<String, Map<String, Verdict>> verdicts = new HashMap<>();

    /**
     * @param others where the superblocks of the rich one are taken from, besides
     */
    private Corpus(List<CaptureEntries> sound, List<CaptureEntries> others) {
        this.sound = sound;
        List<CaptureEntries> all = new ArrayList<>(sound);
        all.addAll(others);
        this.rich = rich(all);
    }

    /**
     * Loads the captures that are mutated.
     *
     * @param large whether captures of all kernels are spoilt too, each of which takes as long as four examples
     */
    public static Corpus load(boolean large) {
        List<CaptureEntries> examples = new ArrayList<>();
        for (String line : Examples.list().lines().toList()) {
            String name = line.substring(0, line.indexOf(' '));
            try (InputStream stream = new GZIPInputStream(
                    Examples.class.getResourceAsStream("/io/daxcheck/examples/" + name + ".tar.gz"))) {
                examples.addAll(CaptureEntries.of("example:" + name, stream, false));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (!large) {
            return new Corpus(examples, ofKernel("7.3"));
        }
        for (String kernel : KERNELS) {
            examples.addAll(ofKernel(kernel));
        }
        return new Corpus(examples, List.of());
    }

    private static List<CaptureEntries> ofKernel(String kernel) {
        List<CaptureEntries> captures = new ArrayList<>();
        try (InputStream stream = new XZInputStream(Files.newInputStream(HOSTS.resolve(kernel + ".tar.xz")))) {
            List<CaptureEntries> all = CaptureEntries.of(kernel, stream, true);
            for (int i = 0; i < all.size(); i += STRIDE) {
                captures.add(all.get(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return captures;
    }

    public CaptureEntries any(Random random) {
        return random.nextInt(4) == 0 ? rich : anySound(random);
    }

    /** A capture as it was taken. */
    public CaptureEntries anySound(Random random) {
        return sound.get(random.nextInt(sound.size()));
    }

    /** What is said of each device of a capture as it was taken. */
    public Map<String, Verdict> verdicts(CaptureEntries capture) {
        return verdicts.computeIfAbsent(capture.title(), title -> {
            try {
                return WholeProgram.verdicts(capture.tar(), true);
            } catch (InputException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** The first example, with every file that a reader knows; superblocks from wherever one is. */
    private static CaptureEntries rich(List<CaptureEntries> captures) {
        CaptureEntries rich = new CaptureEntries("rich", captures.get(0).copy().entries());
        Map<String, CaptureEntries.Entry> entries = rich.entries();
        for (CaptureEntries capture : captures) {
            capture.entries().forEach((path, entry) -> {
                if (path.startsWith("superblocks/")) {
                    entries.putIfAbsent(path, entry);
                }
            });
        }
        String mounts = """
                22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/pmem1 rw,dax
                23 22 259:2 / /data\\040two rw,relatime shared:2 - xfs /dev/pmem2 rw,attr2,dax=always,rtdev=/dev/pmem5
                24 22 252:0 / /dm rw - xfs /dev/mapper/t rw,logdev=/dev/pmem5
                25 22 0:22 / /proc rw - proc proc rw
                26 22 0:40 / /v rw - virtiofs tag rw,dax
                """;
        entries.put("proc/1/mountinfo", CaptureEntries.text(mounts));
        entries.put("etc/fstab", CaptureEntries.text("""
                # comment
                UUID=2c1f0c9e-0000-4000-8000-000000000001 /data\\040two xfs dax,nofail 0 0
                /dev/mapper/t /dm auto dax=always 0 0
                LABEL="da ta" /l ext4 dax,data=journal
                PARTUUID=0001 /p erofs dax
                /dev/disk/by-id/x /x ext2 dax
                /dev/pmem5 none swap sw
                """));
        entries.put("etc/systemd/system/srv.mount", CaptureEntries.text("""
                [Unit]
                SourcePath=/etc/other
                [Mount]
                What=/dev/pmem2
                Where=/srv
                Type=xfs
                Options=dax,\\
                  noatime
                """));
        entries.put("run/udev/data/b259:2", CaptureEntries.text("""
                S:disk/by-id/x
                S:disk/by-uuid/2c1f0c9e-0000-4000-8000-000000000001
                E:ID_FS_TYPE=xfs
                E:ID_FS_BLOCKSIZE=4096
                E:ID_FS_UUID=2c1f0c9e-0000-4000-8000-000000000001
                E:ID_FS_LABEL_ENC=da\\x20ta
                E:ID_PART_ENTRY_UUID=0001
                E:ID_PART_ENTRY_NAME=a\\x20b
                """));
        entries.put("commands/dmesg", CaptureEntries.text("""
                [    1.000000] Linux version
                [   12.345678] XFS (pmem2): DAX unsupported by block device. Turning off DAX.
                Nov 22 10:00:00 host kernel: EXT4-fs (dm-0): DAX enabled. Warning: EXPERIMENTAL, use at your own risk
                <4>[   13.0] device-mapper: ioctl: can't change device type (old=4 vs new=1) after initial table load.
                """));
        entries.put("skipped", CaptureEntries.text("proc/iomem\tEACCES\nsys/kernel/debug\tEPERM\nx\tENOENT\n"));
        entries.put(
                "proc/config.gz", new CaptureEntries.Entry.Content(gzip("CONFIG_FS_DAX=y\n# CONFIG_X is not set\n")));
        return rich;
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}

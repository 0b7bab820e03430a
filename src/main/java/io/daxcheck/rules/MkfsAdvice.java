package io.daxcheck.rules;

import io.daxcheck.host.Fact;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to make a filesystem that can be mounted with dax, for each era of kernels: the fewest options with which the
 * rules give DAX on a device that has it, with pages of 4 KiB.
 *
 * @param since the first kernel of the era
 * @param wholeDevice the command on a disk or dm device; empty where the filesystem has no DAX on these kernels
 * @param partition the command on a partition; empty likewise
 */
public record MkfsAdvice(KernelVersion since, Filesystem filesystem, String wholeDevice, String partition) {
    private static final int PAGE_SIZE = 4096;

    /** For one filesystem, an entry wherever the advice changes. */
    public static List<MkfsAdvice> of(Filesystem filesystem) {
        List<MkfsAdvice> advice = new ArrayList<>();
        for (KernelVersion since : KernelBehaviour.eras()) {
            KernelModel kernel = KernelModel.of(since);
            MkfsAdvice next = new MkfsAdvice(
                    since, filesystem, command(filesystem, kernel, false), command(filesystem, kernel, true));
            if (advice.isEmpty() || !next.saysTheSameAs(advice.get(advice.size() - 1))) {
                advice.add(next);
            }
        }
        return advice;
    }

    private boolean saysTheSameAs(MkfsAdvice other) {
        return wholeDevice.equals(other.wholeDevice) && partition.equals(other.partition);
    }

    private static String command(Filesystem filesystem, KernelModel kernel, boolean onPartition) {
        FilesystemRules rules = new FilesystemRules(
                PAGE_SIZE,
                kernel,
                new KernelConfig(new Fact.Absent<>("no configuration")),
                Optional.empty(),
                Answer.YES);
        if (!hasDax(rules, filesystem, List.of(), onPartition)) {
            return "";
        }
        return switch (filesystem) {
            case EXT4 -> "mkfs.ext4 -b 4096 -O ^inline_data";
            case XFS ->
                hasDax(rules, filesystem, List.of("reflink"), onPartition)
                        ? "mkfs.xfs -b size=4096"
                        : "mkfs.xfs -b size=4096 -m reflink=0";
            case EXT2 -> "mkfs.ext2 -b 4096";
            case EROFS -> "mkfs.erofs -E noinline_data (without -z)";
        };
    }

    private static boolean hasDax(
            FilesystemRules rules, Filesystem filesystem, List<String> features, boolean onPartition) {
        Mounting mounting = rules.mounting(
                filesystem,
                rules.plain(filesystem).completedWith(PAGE_SIZE, features),
                Below.of(Answer.YES, onPartition));
        return mounting.withDax() == MountOutcome.DAX && mounting.hazards().isEmpty();
    }
}

package io.daxcheck.report.text;

import io.daxcheck.host.Superblock;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.text.Sizes;

/** What is on a device, in one line. */
final class ContentsLine {
    private ContentsLine() {}

    /** As the end of what shows where a filesystem is mounted. */
    static String daxActive(FilesystemOnDevice.DaxActive active) {
        return switch (active) {
            case YES -> " with DAX";
            case NO -> " without DAX";
            case PER_FILE -> ", DAX file by file";
            case UNKNOWN -> ", whether with DAX is unknown";
        };
    }

    /** {@code contents: xfs, 4 KiB blocks (reflink); mounted on /data with DAX}. */
    static String of(FilesystemOnDevice onDevice) {
        Superblock superblock = onDevice.superblock();
        StringBuilder text = new StringBuilder("contents: ").append(superblock.type());
        if (superblock.blockSize() > 0) {
            text.append(", ").append(Sizes.bytes(superblock.blockSize())).append(" blocks");
        }
        if (!superblock.complete()) {
            text.append(" (from ").append(onDevice.source()).append(')');
        } else if (!superblock.features().isEmpty()) {
            text.append(" (").append(String.join(" ", superblock.features())).append(')');
        }
        if (onDevice.mounted().isPresent()) {
            FilesystemOnDevice.Mounted mounted = onDevice.mounted().get();
            text.append("; mounted on ").append(mounted.target()).append(daxActive(mounted.daxActive()));
        }
        return text.toString();
    }
}

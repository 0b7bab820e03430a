package io.daxcheck.source.bundle;

import io.daxcheck.source.format.DeviceName;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code fdisk -l}, {@code parted -s DISK unit s print}, {@code sfdisk -d} and {@code blockdev --report} print of
 * disks and partitions. A place counts only where the unit is stated.
 */
final class PartitionTables {
    private static final int KERNEL_SECTOR = 512;

    private PartitionTables() {}

    /**
     * A disk or a partition.
     *
     * @param device path of its node
     * @param start on its disk, in 512-byte sectors; {@link Decimal#NONE} where it is not known
     * @param size in 512-byte sectors; likewise
     */
    record Extent(String device, long start, long size) {}

    static List<Extent> fdisk(String output) {
        List<Extent> extents = new ArrayList<>();
        long unit = Decimal.NONE;
        Lines lines = new Lines(output);
        while (lines.next()) {
            String line = lines.line();
            if (line.startsWith("Disk /")) {
                unit = Decimal.NONE;
                addDisk(line, extents);
            } else if (line.startsWith("Units")) {
                unit = unitOfFdisk(line);
            } else if (line.startsWith("/") && unit != Decimal.NONE) {
                List<String> words = Words.of(line);
                words.remove("*");
                if (words.size() >= 4) {
                    add(extents, words.get(0), Decimal.parse(words.get(1)), Decimal.parse(words.get(2)), unit);
                }
            }
        }
        return extents;
    }

    /** {@code Disk /dev/pmem1: 510 MiB, 534773760 bytes, 1044480 sectors}. */
    private static void addDisk(String line, List<Extent> extents) {
        int colon = line.indexOf(": ");
        int end = line.indexOf(" bytes");
        int start = end < 0 ? -1 : line.lastIndexOf(' ', end - 1) + 1;
        long bytes = start <= 0 ? Decimal.NONE : Decimal.parse(line, start, end);
        if (colon > 0 && bytes != Decimal.NONE && bytes % KERNEL_SECTOR == 0) {
            extents.add(new Extent(line.substring("Disk ".length(), colon), Decimal.NONE, bytes / KERNEL_SECTOR));
        }
    }

    /** {@code Units: sectors of 1 * 512 = 512 bytes}: older ones count in cylinders. */
    private static long unitOfFdisk(String line) {
        List<String> words = Words.of(line);
        int sectors = words.indexOf("sectors");
        int equals = words.lastIndexOf("=");
        boolean isSectors = sectors >= 0 && words.contains("1") && equals > 0 && equals + 1 < words.size();
        return isSectors ? sectorSize(words.get(equals + 1)) : Decimal.NONE;
    }

    private static long sectorSize(String word) {
        long bytes = Decimal.parse(word);
        return bytes > 0 && bytes % KERNEL_SECTOR == 0 ? bytes : Decimal.NONE;
    }

    /** Both ends are inclusive, and counted in units. */
    private static void add(List<Extent> extents, String device, long start, long end, long unit) {
        long sectors = unit / KERNEL_SECTOR;
        boolean isPlace = start >= 0 && end >= start && end < Decimal.MAX_SECTORS / sectors;
        if (isPlace) {
            extents.add(new Extent(device, start * sectors, (end - start + 1) * sectors));
        }
    }

    /** {@code Disk /dev/pmem2: 253952s}, then a row for each partition, named by its number alone. */
    static List<Extent> parted(String output) {
        List<Extent> extents = new ArrayList<>();
        String disk = "";
        long disksSectors = Decimal.NONE;
        long unit = Decimal.NONE;
        Lines lines = new Lines(output);
        while (lines.next()) {
            String line = lines.line();
            if (line.startsWith("Disk /")) {
                int colon = line.lastIndexOf(": ");
                disk = colon < 0 ? "" : line.substring("Disk ".length(), colon);
                disksSectors = colon < 0 ? Decimal.NONE : sectors(line.substring(colon + 2));
                unit = Decimal.NONE;
            } else if (line.startsWith("Sector size (logical")) {
                int start = line.indexOf(": ") + 2;
                int end = line.indexOf("B/", start);
                unit = end < 0 ? Decimal.NONE : sectorSize(line.substring(start, end));
                boolean isSize = unit != Decimal.NONE
                        && disksSectors != Decimal.NONE
                        && disksSectors < Decimal.MAX_SECTORS / (unit / KERNEL_SECTOR);
                if (isSize) {
                    extents.add(new Extent(disk, Decimal.NONE, disksSectors * (unit / KERNEL_SECTOR)));
                }
            } else if (unit != Decimal.NONE && !disk.isEmpty()) {
                List<String> words = Words.of(line);
                if (words.size() >= 4 && Decimal.parse(words.get(0)) > 0) {
                    String name = DeviceName.partition(disk, words.get(0));
                    add(extents, name, sectors(words.get(1)), sectors(words.get(2)), unit);
                }
            }
        }
        return extents;
    }

    private static long sectors(String word) {
        return word.endsWith("s") ? Decimal.parse(word, 0, word.length() - 1) : Decimal.NONE;
    }

    /** {@code /dev/pmem2p1 : start= 2048, size= 59904, type=83}, after a header that names the unit. */
    static List<Extent> sfdisk(String output) {
        List<Extent> extents = new ArrayList<>();
        boolean isInSectors = false;
        long unit = KERNEL_SECTOR;
        Lines lines = new Lines(output);
        while (lines.next()) {
            String line = lines.line();
            if (line.startsWith("unit:") || line.startsWith("# partition table of")) {
                isInSectors = line.equals("unit: sectors");
            } else if (line.startsWith("sector-size:")) {
                unit = sectorSize(line.substring("sector-size:".length()).strip());
            } else if (line.startsWith("/") && isInSectors && unit != Decimal.NONE) {
                int colon = line.indexOf(" :");
                long start = field(line, "start=");
                long size = field(line, "size=");
                if (colon > 0 && start != Decimal.NONE && size > 0) {
                    add(extents, line.substring(0, colon).strip(), start, start + size - 1, unit);
                }
            }
        }
        return extents;
    }

    private static long field(String line, String name) {
        int start = line.indexOf(name);
        int end = start < 0 ? -1 : line.indexOf(',', start);
        return start < 0
                ? Decimal.NONE
                : Decimal.parse(line.substring(start + name.length(), end < 0 ? line.length() : end)
                        .strip());
    }

    /** A row for each device: {@code rw 256 512 4096 2048 30670848 /dev/pmem2p1}, by the names in the header. */
    static List<Extent> blockdev(String output) {
        List<Extent> extents = new ArrayList<>();
        List<String> header = List.of();
        Lines lines = new Lines(output);
        while (lines.next()) {
            List<String> words = Words.of(lines.line());
            if (words.contains("Device") && words.contains("Size")) {
                header = words;
            } else if (words.size() == header.size() && !header.isEmpty()) {
                String device = words.get(header.indexOf("Device"));
                long bytes = Decimal.parse(words.get(header.indexOf("Size")));
                int start = header.indexOf("StartSec");
                long sector = start < 0 ? Decimal.NONE : Decimal.parse(words.get(start));
                if (device.startsWith("/dev/") && bytes != Decimal.NONE && bytes % KERNEL_SECTOR == 0) {
                    extents.add(new Extent(device, sector, bytes / KERNEL_SECTOR));
                }
            }
        }
        return extents;
    }
}

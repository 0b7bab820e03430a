package io.daxcheck.diagnosis;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Region;
import io.daxcheck.kernel.KernelMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whose memory a line of the kernel's log is about that names an address and no device. */
final class LoggedMemory {
    /** Of a page on any architecture where the host's own size was not read. */
    private static final int PAGE_SIZE = 4096;

    private final Host host;

    LoggedMemory(Host host) {
        this.host = host;
    }

    /** Whether a line says that the page that failed was a dax page (mm/memory-failure.c: MF_MSG_DAX). */
    static boolean isOfDax(String line) {
        return line.toLowerCase(Locale.ROOT).contains("dax page");
    }

    /**
     * The namespace, its region and its disk. Where the line has no address and reports a dax page, the one disk that has
     * bad blocks, or that there is.
     */
    List<String> ownersOf(KernelMessage message, String line) {
        long number = firstAddress(line);
        int unit = message != KernelMessage.MEMORY_LOST
                ? 1
                : host.pageSize().value().orElse(PAGE_SIZE);
        List<String> owners = new ArrayList<>();
        if (number < 0 || number > Long.MAX_VALUE / unit) {
            return owners;
        }
        long address = number * unit;
        for (Region region : host.regions().values()) {
            if (isWithin(address, region.startBytes(), region.sizeBytes())) {
                owners.add(region.name());
            }
        }
        for (Namespace namespace : host.namespaces().values()) {
            if (isWithin(address, namespace.startBytes(), namespace.sizeBytes())) {
                owners.add(namespace.name());
                addDisk(namespace, owners);
            }
        }
        if (owners.isEmpty() && isOfDax(line)) {
            onlyDisk(true).or(() -> onlyDisk(false)).ifPresent(owners::add);
        }
        return owners;
    }

    /** The first number of a line that is written with 0x; negative where there is none, or it is too large. */
    static long firstAddress(String line) {
        int start = line.indexOf("0x") + 2;
        int end = start;
        while (end < line.length() && Character.digit(line.charAt(end), 16) >= 0) {
            end++;
        }
        boolean fits = start >= 2 && end > start && end - start <= 16;
        return fits ? Long.parseUnsignedLong(line, start, end, 16) : -1;
    }

    private static boolean isWithin(long address, Fact<Long> start, Fact<Long> size) {
        return start instanceof Fact.Known<Long> first
                && size instanceof Fact.Known<Long> bytes
                && address >= first.content()
                && address - first.content() < bytes.content();
    }

    private void addDisk(Namespace namespace, List<String> owners) {
        for (BlockDevice device : host.devices().values()) {
            Optional<Namespace> below = host.namespaceOf(device);
            if (below.isPresent() && below.get().name().equals(namespace.name())) {
                owners.add(device.name());
            }
        }
    }

    /**
     * The one pmem disk of the host; empty where there are several, or none.
     *
     * @param withBadBlocks whether only those count that have bad blocks
     */
    private Optional<String> onlyDisk(boolean withBadBlocks) {
        Optional<String> only = Optional.empty();
        for (BlockDevice device : host.devices().values()) {
            boolean counts = device.kind() == BlockDevice.Kind.PMEM
                    && (!withBadBlocks
                            || !device.badblocks().value().orElse(List.of()).isEmpty());
            if (counts && only.isPresent()) {
                return Optional.empty();
            }
            only = counts ? Optional.of(device.name()) : only;
        }
        return only;
    }
}

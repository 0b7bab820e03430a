package io.daxcheck.diagnosis;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogLine;
import io.daxcheck.host.Superblock;
import io.daxcheck.host.UdevData;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelMessage;
import io.daxcheck.kernel.KernelModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the kernel's log shows about a filesystem whose superblock was not read, and a partition whose start was not. */
final class LogFacts {
    private LogFacts() {}

    /** A clock that the log goes by may be off by this part from the one that udev reads: 1,000 ppm. */
    private static final long CLOCK_DRIFT = 1_000;

    /**
     * The host without the lines about dm devices that are gone: the kernel gives a minor number, and with it the name, to
     * the next device that is made.
     */
    static Host withoutEarlierDevices(Host host) {
        List<LogLine> lines = host.kernelLog().value().orElse(List.of());
        List<LogLine> kept = new ArrayList<>(lines.size());
        for (LogLine line : lines) {
            Optional<BlockDevice> device = host.device(KernelMessage.deviceIn(line.text()));
            if (device.isEmpty()
                    || device.get().dm().isEmpty()
                    || !isBefore(line, host.udev().get(device.get().name()))) {
                kept.add(line);
            }
        }
        return kept.size() == lines.size()
                ? host
                : host.withKernelLog(
                        new Fact.Known<>(List.copyOf(kept), host.kernelLog().source()));
    }

    /** Whether a line is older than the first event that udev had of the device. */
    private static boolean isBefore(LogLine line, Fact<UdevData> udev) {
        long made = udev instanceof Fact.Known<UdevData> known ? known.content().initializedMicros() : 0;
        return line.micros() != LogLine.NO_TIME && line.micros() + line.micros() / CLOCK_DRIFT < made;
    }

    /** The host with such a filesystem's type and the feature that the kernel named. */
    static Host in(Host host) {
        Map<String, Fact.Known<Superblock>> logged = new TreeMap<>();
        for (LogLine line : host.kernelLog().value().orElse(List.of())) {
            Optional<KernelMessage> message = KernelMessage.in(line.text());
            if (message.isEmpty()) {
                continue;
            }
            String device = KernelMessage.deviceIn(line.text());
            Optional<Superblock> superblock = superblockIn(message.get(), line.text());
            if (superblock.isPresent() && host.device(device).isPresent()) {
                logged.put(device, new Fact.Known<>(superblock.get(), line.source()));
            } else if (message.get() == KernelMessage.ENABLED) {
                // Each mount with dax begins with it: the one before is past.
                logged.remove(device);
            }
        }
        Host known = withUnaligned(host);
        if (logged.isEmpty()) {
            return known;
        }
        Map<String, Fact<Superblock>> superblocks = new TreeMap<>(host.superblocks());
        for (Map.Entry<String, Fact.Known<Superblock>> entry : logged.entrySet()) {
            if (fits(superblocks.get(entry.getKey()), entry.getValue().content())) {
                superblocks.put(entry.getKey(), entry.getValue());
            }
        }
        return known.withSuperblocks(superblocks);
    }

    /** The host with partitions that the kernel found to be unaligned, where it was not read at which sector they start. */
    private static Host withUnaligned(Host host) {
        Map<String, LogLine> unaligned = new TreeMap<>();
        for (LogLine line : host.kernelLog().value().orElse(List.of())) {
            Optional<KernelMessage> message = KernelMessage.in(line.text());
            if (message.equals(Optional.of(KernelMessage.UNALIGNED_PARTITION))) {
                unaligned.put(KernelMessage.deviceIn(line.text()), line);
            } else if (message.equals(Optional.of(KernelMessage.ENABLED))) {
                unaligned.remove(KernelMessage.deviceIn(line.text()));
            }
        }
        Host known = host;
        for (Map.Entry<String, LogLine> entry : unaligned.entrySet()) {
            Optional<BlockDevice> device = host.device(entry.getKey());
            boolean isUnread = device.isPresent()
                    && device.get().partition().isPresent()
                    && !device.get().partition().get().startSectors().isKnown();
            if (isUnread) {
                known = known.with(device.get()
                        .withPartition(device.get()
                                .partition()
                                .get()
                                .loggedUnaligned(entry.getValue().source())));
            }
        }
        return known;
    }

    /** Whether nothing else shows what the log shows, and what is known agrees with it. */
    private static boolean fits(Fact<Superblock> read, Superblock logged) {
        return !(read instanceof Fact.Known<Superblock> known)
                || (!known.content().complete() && known.content().type().equals(logged.type()));
    }

    /**
     * Those of the kernels that a host's may be which print what it printed; all of them where none does.
     *
     * @param models of the kernel that the host runs
     */
    static List<KernelModel> thatPrint(Host host, List<KernelModel> models) {
        List<KernelModel> left = models;
        for (LogLine line : host.kernelLog().value().orElse(List.of())) {
            if (left.size() == 1) {
                return left;
            }
            List<KernelModel> agreeing = new ArrayList<>();
            for (KernelModel model : left) {
                if (prints(model, line.text())) {
                    agreeing.add(model);
                }
            }
            left = agreeing.isEmpty() ? left : agreeing;
        }
        return left;
    }

    private static boolean prints(KernelModel model, String line) {
        Optional<KernelMessage> message = KernelMessage.in(line);
        if (message.isEmpty()) {
            return true;
        }
        return switch (message.get()) {
            case REFLINK_TOGETHER ->
                model.has(KernelBehaviour.XFS_REFUSES_REFLINK)
                        || model.has(KernelBehaviour.XFS_REFUSES_REFLINK_WITHOUT_DAX_TOO);
            case REFLINK_ON_PARTITION -> model.has(KernelBehaviour.XFS_REFUSES_REFLINK_ON_PARTITION);
            case LEFT_OFF ->
                !line.startsWith("EXT4-fs")
                        || model.has(KernelBehaviour.EXT4_FALLS_BACK) == KernelMessage.saysTurnedOff(line);
            default -> true;
        };
    }

    private static Optional<Superblock> superblockIn(KernelMessage message, String line) {
        return switch (message) {
            case BLOCK_SIZE ->
                line.startsWith("EXT4-fs (")
                        ? Optional.of(new Superblock("ext4", 0, List.of(Superblock.OTHER_BLOCK_SIZE), "", "", false))
                        : Optional.empty();
            case XFS_BLOCK_SIZE ->
                Optional.of(new Superblock("xfs", 0, List.of(Superblock.OTHER_BLOCK_SIZE), "", "", false));
            case REFLINK_TOGETHER, REFLINK_ON_PARTITION ->
                Optional.of(new Superblock("xfs", 0, List.of("reflink"), "", "", false));
            case INLINE_DATA -> Optional.of(new Superblock("ext4", 0, List.of("inline_data"), "", "", false));
            case BAD_GEOMETRY ->
                Optional.of(new Superblock("ext4", 0, List.of(Superblock.LARGER_THAN_DEVICE), "", "", false));
            case LAST_SECTOR ->
                Optional.of(new Superblock("xfs", 0, List.of(Superblock.LARGER_THAN_DEVICE), "", "", false));
            default -> Optional.empty();
        };
    }
}

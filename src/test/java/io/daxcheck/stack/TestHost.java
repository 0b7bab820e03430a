package io.daxcheck.stack;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.NdClaim;
import io.daxcheck.host.SectorRange;
import io.daxcheck.kernel.KernelRelease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes hosts to test with, a call for each device; no queue flag is known of any of them. */
public final class TestHost {
    private static final int MAJOR = 253;

    private final Map<String, BlockDevice> devices = new LinkedHashMap<>();
    private final Map<DeviceNumber, String> byNumber = new LinkedHashMap<>();
    private final Map<String, Namespace> namespaces = new LinkedHashMap<>();
    private final Map<String, NdClaim> claims = new LinkedHashMap<>();
    private final List<Mount> mounts = new ArrayList<>();
    private String release = "6.1.0";
    private Fact<String> distribution = absent();

    public static <T> Fact<T> known(T value) {
        return new Fact.Known<>(value, "test");
    }

    public static <T> Fact<T> absent() {
        return new Fact.Absent<>("test");
    }

    public TestHost distribution(String name) {
        distribution = known(name);
        return this;
    }

    public TestHost release(String text) {
        release = text;
        return this;
    }

    /** A disk on an fsdax namespace: pmem3 on namespace3.0 through pfn3.0. */
    public TestHost pmem(String name, long sectors, SectorRange... poison) {
        String number = name.substring("pmem".length()) + ".0";
        addNamespace("namespace" + number, "memory");
        claims.put(
                "pfn" + number, new NdClaim("pfn" + number, known("namespace" + number), absent(), absent(), absent()));
        return add(device(name, Kind.PMEM)
                .size(sectors)
                .badblocks(List.of(poison))
                .pmem(new BlockDevice.PmemDisk("pfn" + number, "region0")));
    }

    /** A disk on a namespace in raw mode: pmem3 on namespace3.0. */
    public TestHost raw(String name, long sectors, SectorRange... poison) {
        String namespace = "namespace" + name.substring("pmem".length()) + ".0";
        addNamespace(namespace, "raw");
        return add(device(name, Kind.PMEM)
                .size(sectors)
                .badblocks(List.of(poison))
                .pmem(new BlockDevice.PmemDisk(namespace, "region0")));
    }

    public TestHost leaf(Kind kind, String name, long sectors) {
        return add(device(name, kind).size(sectors));
    }

    public TestHost loop(String name, long sectors, String backingFile) {
        return add(device(name, Kind.LOOP).size(sectors).backingFile(backingFile));
    }

    public TestHost partition(String name, String disk, long start, long sectors) {
        return add(device(name, Kind.PARTITION).size(sectors).partition(new BlockDevice.Partition(disk, known(start))));
    }

    /**
     * A dm device, as large as its table.
     *
     * @param table lines as dmsetup prints them, with the names of devices for their numbers
     */
    public TestHost dm(String name, String... table) {
        List<DmTarget> targets = new ArrayList<>();
        for (String line : table) {
            targets.add(target(line));
        }
        return dm(name, targets);
    }

    public TestHost dm(String name, List<DmTarget> targets) {
        DmTable table = new DmTable(targets);
        return add(device(name, Kind.DM)
                .size(table.lengthSectors())
                .dm(new BlockDevice.DmDevice(known(name + "-name"), known(""), known(table))));
    }

    /** The number that a device has, or will have: it follows from the name, so that tables can be loops. */
    public static String number(String name) {
        return MAJOR + ":" + Math.floorMod(name.hashCode(), 1 << 20);
    }

    /** A namespace that no disk was made of. */
    public TestHost addNamespace(String name, String mode) {
        namespaces.put(
                name,
                new Namespace(
                        name,
                        "region0",
                        "sys/devices/ndbus0/region0/" + name,
                        absent(),
                        known(mode),
                        known(""),
                        absent(),
                        known(1L << 30),
                        absent(),
                        absent()));
        return this;
    }

    public TestHost mount(String device, String target, String... options) {
        mounts.add(new Mount(
                DeviceNumber.parse(number(device)).orElseThrow(), "/", target, "ext4", device, List.of(options)));
        return this;
    }

    /** Starts a device that is different from what the other methods make. */
    public static Maker device(String name, Kind kind) {
        return new Maker(name, kind);
    }

    public TestHost add(Maker maker) {
        BlockDevice device = maker.make();
        devices.put(device.name(), device);
        if (byNumber.put(device.number().value().orElseThrow(), device.name()) != null) {
            throw new IllegalStateException(device.name() + " has the number of another device");
        }
        return this;
    }

    /** Takes a device for the maker of a changed one. */
    public TestHost change(String name, java.util.function.UnaryOperator<Maker> how) {
        BlockDevice old = devices.get(name);
        devices.put(name, how.apply(new Maker(old)).make());
        return this;
    }

    public Host host() {
        return new Host(
                "test",
                new Fact.Absent<>("capture"),
                known("box"),
                known(KernelRelease.parse(release).orElseThrow()),
                distribution,
                known("x86_64"),
                known(4096),
                known(2L << 20),
                new KernelConfig(known(Map.of(
                        "CONFIG_FS_DAX",
                        "y",
                        "CONFIG_BLK_DEV_PMEM",
                        "y",
                        "CONFIG_ZONE_DEVICE",
                        "y",
                        "CONFIG_NVDIMM_PFN",
                        "y"))),
                absent(),
                devices,
                namespaces,
                claims,
                Map.of(),
                Map.of(),
                absent(),
                absent(),
                absent(),
                known(mounts),
                absent(),
                absent(),
                Map.of(),
                Map.of(),
                absent(),
                byNumber);
    }

    public StorageGraph graph() {
        return new StorageGraph(host());
    }

    /** The target of a line with names of devices instead of numbers. */
    public static DmTarget target(String line) {
        String[] words = line.split(" ", -1);
        List<DmTarget.Leg> legs = new ArrayList<>();
        long chunk = 0;
        switch (words[2]) {
            case "linear" -> legs.add(leg(words, 3));
            case "striped" -> {
                chunk = Long.parseLong(words[4]);
                for (int i = 5; i < words.length; i += 2) {
                    legs.add(leg(words, i));
                }
            }
            case "log-writes" -> {
                legs.add(new DmTarget.Leg(number(words[3]), 0));
                legs.add(new DmTarget.Leg(number(words[4]), DmTarget.Leg.NOT_MAPPED));
            }
            default -> {
                for (int i = 3; i < words.length; i++) {
                    legs.add(new DmTarget.Leg(number(words[i]), DmTarget.Leg.NOT_MAPPED));
                }
            }
        }
        return new DmTarget(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2], legs, chunk, line);
    }

    private static DmTarget.Leg leg(String[] words, int index) {
        return new DmTarget.Leg(number(words[index]), Long.parseLong(words[index + 1]));
    }

    /** The facts of one device, settable one at a time. */
    public static final class Maker {
        private final String name;
        private final Kind kind;
        private Fact<Long> size = absent();
        private Fact<Boolean> queueDax = absent();
        private BlockDevice.Partition partition;
        private Fact<List<String>> slaves = absent();
        private Fact<List<String>> holders = absent();
        private Fact<List<SectorRange>> badblocks = absent();
        private BlockDevice.PmemDisk pmem;
        private BlockDevice.DmDevice dm;
        private Fact<String> backingFile = absent();

        private Maker(String name, Kind kind) {
            this.name = name;
            this.kind = kind;
        }

        private Maker(BlockDevice device) {
            this(device.name(), device.kind());
            size = device.sizeSectors();
            queueDax = device.queueDax();
            partition = device.partition().orElse(null);
            slaves = device.slaves();
            holders = device.holders();
            badblocks = device.badblocks();
            pmem = device.pmem().orElse(null);
            dm = device.dm().orElse(null);
            backingFile = device.backingFile();
        }

        public Maker size(long sectors) {
            size = known(sectors);
            return this;
        }

        public Maker size(Fact<Long> fact) {
            size = fact;
            return this;
        }

        public Maker queueDax(boolean flag) {
            queueDax = known(flag);
            return this;
        }

        public Maker partition(BlockDevice.Partition place) {
            partition = place;
            return this;
        }

        public Maker slaves(String... names) {
            slaves = known(List.of(names));
            return this;
        }

        public Maker holders(String... names) {
            holders = known(List.of(names));
            return this;
        }

        public Maker badblocks(List<SectorRange> ranges) {
            badblocks = known(ranges);
            return this;
        }

        public Maker unknownBadblocks() {
            badblocks = absent();
            return this;
        }

        public Maker pmem(BlockDevice.PmemDisk place) {
            pmem = place;
            return this;
        }

        public Maker dm(BlockDevice.DmDevice facts) {
            dm = facts;
            return this;
        }

        public Maker dmName(String dmName) {
            dm = new BlockDevice.DmDevice(known(dmName), dm.uuid(), dm.table());
            return this;
        }

        public Maker backingFile(String path) {
            backingFile = known(path);
            return this;
        }

        private BlockDevice make() {
            return new BlockDevice(
                    name,
                    kind,
                    known("sys/devices/test/block/" + name),
                    known(DeviceNumber.parse(number(name)).orElseThrow()),
                    size,
                    queueDax,
                    known(512),
                    known(false),
                    Optional.ofNullable(partition),
                    slaves,
                    holders,
                    badblocks,
                    Optional.ofNullable(pmem),
                    Optional.ofNullable(dm),
                    backingFile,
                    new Fact.Absent<>("md/level"));
        }
    }
}

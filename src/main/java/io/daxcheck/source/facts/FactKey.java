package io.daxcheck.source.facts;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.SectorRange;
import io.daxcheck.source.format.Attribute;
import io.daxcheck.source.format.BadBlocks;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Words;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * One fact of a device, by the attribute that sysfs has for it: a host's reader asks for it, and a support tool's output
 * may show it too.
 *
 * @param <T> what the attribute holds
 */
public final class FactKey<T> {
    /** Directory with a link to each block device. */
    public static final String BLOCK = "sys/class/block";

    /** Directory with a link to each device of the libnvdimm bus. */
    public static final String BUS = "sys/bus/nd/devices";

    public static final FactKey<DeviceNumber> NUMBER = block("dev", Attribute.DEVICE_NUMBER);

    /** In 512-byte sectors. */
    public static final FactKey<Long> SECTORS = block("size", Attribute.SECTORS);

    public static final FactKey<Boolean> READ_ONLY = block("ro", Attribute.FLAG);

    /** In 512-byte sectors. */
    public static final FactKey<Long> START = block("start", Attribute.SECTORS);

    public static final FactKey<Long> PARTITION = block("partition", Attribute.NUMBER);
    public static final FactKey<List<SectorRange>> BAD_BLOCKS = block("badblocks", BadBlocks.PARSER);
    public static final FactKey<Boolean> QUEUE_DAX = block("queue/dax", Attribute.FLAG);

    /** In bytes. */
    public static final FactKey<Integer> LOGICAL_BLOCK_SIZE = block("queue/logical_block_size", Attribute.BLOCK_SIZE);

    public static final FactKey<String> DM_NAME = block("dm/name", Attribute.TEXT);
    public static final FactKey<String> DM_UUID = block("dm/uuid", Attribute.TEXT);
    public static final FactKey<Boolean> SUSPENDED = block("dm/suspended", Attribute.FLAG);
    public static final FactKey<String> BACKING_FILE = block("loop/backing_file", Attribute.TEXT);

    public static final FactKey<String> MD_LEVEL = block("md/level", Attribute.WORDS);

    /** All that is read of a block device. */
    public static final List<FactKey<?>> OF_BLOCK_DEVICES = List.of(
            NUMBER,
            SECTORS,
            READ_ONLY,
            START,
            PARTITION,
            BAD_BLOCKS,
            QUEUE_DAX,
            LOGICAL_BLOCK_SIZE,
            DM_NAME,
            DM_UUID,
            SUSPENDED,
            BACKING_FILE,
            MD_LEVEL);

    public static final FactKey<Long> NAMESPACE_TYPE = bus("nstype", Attribute.NUMBER);
    public static final FactKey<String> MODE = bus("mode", Attribute.TEXT);
    public static final FactKey<String> HOLDER = bus("holder", Attribute.TEXT);
    public static final FactKey<Boolean> FORCE_RAW = bus("force_raw", Attribute.FLAG);
    public static final FactKey<Long> BYTES = bus("size", Attribute.NUMBER);
    public static final FactKey<String> SECTOR_SIZE = bus("sector_size", Attribute.WORDS);

    /** A physical address, in bytes. */
    public static final FactKey<Long> RESOURCE = bus("resource", Attribute.ADDRESS);

    /** The namespace that a pfn, btt or dax device claims. */
    public static final FactKey<String> NAMESPACE = bus("namespace", Attribute.TEXT);

    public static final FactKey<Long> ALIGN = bus("align", Attribute.NUMBER);
    public static final FactKey<Boolean> REGION_READ_ONLY = bus("read_only", Attribute.FLAG);
    public static final FactKey<Long> AVAILABLE_BYTES = bus("available_size", Attribute.NUMBER);
    public static final FactKey<String> PERSISTENCE_DOMAIN = bus("persistence_domain", Attribute.WORDS);
    public static final FactKey<String> SECURITY = bus("security", Attribute.TEXT);
    public static final FactKey<List<String>> FLAGS = bus("flags", content -> Words.of(Attribute.WORDS.apply(content)));

    /** The number that the firmware has for a DIMM. */
    public static final FactKey<Long> HANDLE = bus("nfit/handle", Attribute.ADDRESS);

    /** What ndctl shows of a DIMM in {@code health_state}; sysfs has no file for it. */
    public static final FactKey<String> HEALTH = bus("health_state", Attribute.TEXT);

    /** What ipmctl shows of the capacity of a DIMM; sysfs has no file for it. */
    public static final FactKey<Boolean> MEMORY_MODE = bus("memory_mode", Attribute.FLAG);

    /** What the firmware reports of an NVDIMM: on a host with ACPI, and on POWER. */
    static final List<FactKey<List<String>>> FIRMWARE_FLAGS = List.of(
            bus("nfit/flags", content -> Words.of(Attribute.WORDS.apply(content))),
            bus("papr/flags", content -> Words.of(Attribute.WORDS.apply(content))));

    /** How many NVDIMMs a region is interleaved over. */
    public static final FactKey<Long> MAPPINGS = bus("mappings", Attribute.NUMBER);

    /** The NVDIMMs of a region as ndctl lists them; sysfs has a file {@code mappingN} for each. */
    public static final FactKey<List<String>> DIMMS = bus("dimms", content -> Words.of(Attribute.WORDS.apply(content)));

    /** One of them, {@code nmem0,0,17179869184,0}: its name, start, bytes and position (region_devs.c: mappingN). */
    static final String MAPPING = "mapping";

    /** What ndctl shows of a device in {@code state}; sysfs has no file for it. */
    public static final FactKey<Boolean> ENABLED = bus("enabled", Attribute.FLAG);

    private final String directory;
    private final String path;
    private final Function<byte[], T> reading;

    private FactKey(String directory, String path, Function<byte[], T> reading) {
        this.directory = directory;
        this.path = path;
        this.reading = reading;
    }

    private static <T> FactKey<T> block(String path, Function<byte[], T> reading) {
        return new FactKey<>(BLOCK, path, reading);
    }

    private static <T> FactKey<T> bus(String path, Function<byte[], T> reading) {
        return new FactKey<>(BUS, path, reading);
    }

    /** A property of a block device in udev's database, as text. */
    public static FactKey<String> udev(String property) {
        return new FactKey<>("run/udev/data", property, Attribute.TEXT);
    }

    /** Of the directory that has a link to each device which has the attribute. */
    public String directory() {
        return directory;
    }

    /** Of the attribute, in the directory of the device. */
    public String path() {
        return path;
    }

    /**
     * The fact of one device: as a tool reported it, else as its file in a tree has it.
     *
     * @param place the directory of the device
     */
    Fact<T> read(Tree tree, String device, String place) {
        if (tree instanceof ReportedTree reported) {
            Fact<T> fact = reported.reported(device, this);
            if (!(fact instanceof Fact.Absent)) {
                return fact;
            }
        }
        return read(tree.read(place + '/' + path));
    }

    /** The fact that the attribute's content shows. */
    public Fact<T> read(Fact<byte[]> content) {
        return content.map(reading);
    }

    /** The fact that the attribute's text shows, in a line of a tool's output. */
    public Fact<T> read(String text, String source) {
        return read(new Fact.Known<>(text.getBytes(StandardCharsets.UTF_8), source));
    }
}

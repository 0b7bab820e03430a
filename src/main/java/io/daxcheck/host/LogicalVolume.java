package io.daxcheck.host;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What LVM's name and UUID of a dm device show: {@code vg-data} with {@code LVM-} and two identifiers of 32 characters.
 *
 * @param groupId identifier of the volume group
 * @param group name of the volume group
 * @param volume name of the volume
 * @param isHidden whether it is a part that LVM keeps to itself: {@code pvmove0}, {@code data_rimage_1}, or a layer
 *     below a volume ({@code -real}, {@code -cow}, {@code -tpool}, {@code -missing_0_0})
 */
public record LogicalVolume(String groupId, String group, String volume, boolean isHidden) {
    private static final String PREFIX = "LVM-";
    private static final int ID = 32;

    /** Directories of /dev that hold no volumes, though a device in them may be named in fstab. */
    private static final Set<String> KERNEL_DIRECTORIES =
            Set.of("block", "bus", "cciss", "char", "disk", "fd", "ida", "input", "mapper", "md", "nbd", "shm", "zvol");

    /** Words in the names of hidden volumes, which LVM lets nobody use (lib/misc/lvm-string.c). */
    public static final List<String> HIDDEN = List.of(
            "_cdata",
            "_cmeta",
            "_corig",
            "_cpool",
            "_cvol",
            "_wcorig",
            "_imeta",
            "_iorig",
            "_mimage",
            "_mlog",
            "_pmspare",
            "_rimage",
            "_rmeta",
            "_tdata",
            "_tmeta",
            "_vdata",
            "_vorigin");

    /** Empty for a dm device that is not LVM's, or of which name or UUID is not known. */
    public static Optional<LogicalVolume> of(BlockDevice device) {
        String uuid = device.dm().flatMap(dm -> dm.uuid().value()).orElse("");
        String name = device.dm().flatMap(dm -> dm.name().value()).orElse("");
        int groupEnd = singleHyphen(name, 0);
        if (!uuid.startsWith(PREFIX) || uuid.length() < PREFIX.length() + 2 * ID || groupEnd < 0) {
            return Optional.empty();
        }
        int volumeEnd = singleHyphen(name, groupEnd + 1);
        String volume = plain(name.substring(groupEnd + 1, volumeEnd < 0 ? name.length() : volumeEnd));
        boolean hidden = uuid.length() > PREFIX.length() + 2 * ID || volumeEnd >= 0 || volume.startsWith("pvmove");
        for (String word : HIDDEN) {
            hidden |= volume.contains(word);
        }
        return Optional.of(new LogicalVolume(
                uuid.substring(PREFIX.length(), PREFIX.length() + ID),
                plain(name.substring(0, groupEnd)),
                volume,
                hidden));
    }

    /**
     * {@code VG/LV} of a name of a device file, below {@code /dev} or whole, as LVM makes it: {@code /dev/VG/LV}, {@code
     * /dev/mapper/VG-LV}, {@code /dev/disk/by-id/dm-name-VG-LV}, {@code VG/LV}; empty for any other.
     */
    public static Optional<String> pathIn(String device) {
        String name = device.startsWith("/dev/") ? device.substring("/dev/".length()) : device;
        for (String before : List.of("mapper/", "disk/by-id/dm-name-")) {
            if (name.startsWith(before)) {
                String joined = name.substring(before.length());
                int hyphen = singleHyphen(joined, 0);
                return hyphen <= 0 || hyphen + 1 == joined.length() || singleHyphen(joined, hyphen + 1) >= 0
                        ? Optional.empty()
                        : Optional.of(plain(joined.substring(0, hyphen)) + "/" + plain(joined.substring(hyphen + 1)));
            }
        }
        int slash = name.indexOf('/');
        boolean isPair = slash > 0
                && slash == name.lastIndexOf('/')
                && slash + 1 < name.length()
                && !KERNEL_DIRECTORIES.contains(name.substring(0, slash));
        return isPair ? Optional.of(name) : Optional.empty();
    }

    /** The name of the dm device of {@code VG/LV}; empty for what is not of this form. */
    public static Optional<String> dmName(String path) {
        int slash = path.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : Optional.of(path.substring(0, slash).replace("-", "--")
                        + "-"
                        + path.substring(slash + 1).replace("-", "--"));
    }

    /** libdm joins the names with a hyphen, and doubles the hyphens inside them. */
    private static int singleHyphen(String name, int from) {
        int at = name.indexOf('-', from);
        while (at >= 0 && at + 1 < name.length() && name.charAt(at + 1) == '-') {
            at = name.indexOf('-', at + 2);
        }
        return at;
    }

    private static String plain(String joined) {
        return joined.replace("--", "-");
    }

    /** {@code VG/LV}, as LVM's commands take it. */
    public String path() {
        return group + "/" + volume;
    }

    /** Whether the other one is of the same volume group. */
    public boolean isOfGroup(LogicalVolume other) {
        return groupId.equals(other.groupId);
    }

    public boolean isMove() {
        return volume.startsWith("pvmove");
    }
}

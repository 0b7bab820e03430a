package io.daxcheck.host;

import java.util.List;

/**
 * A filesystem that the host is configured to mount: a line of {@code /etc/fstab}, or a systemd mount unit.
 *
 * @param device as it is written: {@code /dev/pmem0}, {@code UUID=…}, {@code LABEL=…}
 * @param target the directory
 * @param type {@code auto} where none is given
 * @param options empty where none is given
 * @param source where it is written: {@code etc/fstab:3}, or the path of the unit
 * @param more the fields of the line behind the options, for dump and fsck: {@code 0 2}; empty where it has none
 */
public record ConfiguredMount(
        String device, String target, String type, List<String> options, String source, String more) {
    public ConfiguredMount {
        options = List.copyOf(options);
    }

    /** Of what has no further fields. */
    public ConfiguredMount(String device, String target, String type, List<String> options, String source) {
        this(device, target, type, options, source, "");
    }

    /** Whether it is a line of fstab, and not a unit or an option of the kernel. */
    public boolean isInFstab() {
        return source.contains("fstab:");
    }

    public DaxOption daxOption() {
        return DaxOption.of(options);
    }

    /**
     * Whether a failure to mount it stops the boot: systemd waits for every line without {@code nofail},
     * and of an automount for the automount unit alone.
     */
    public boolean isNeededToBoot() {
        return !options.contains("nofail")
                && !options.contains("noauto")
                && !options.contains("x-systemd.automount")
                && !options.contains("comment=systemd.automount");
    }

    /** Whether the type is left to mount(8), which tries what it finds on the device. */
    public boolean isOfAnyType() {
        return type.equals("auto") || type.contains(",");
    }

    /**
     * Whether the line names another type than the one on the device, so that the mount fails. The ext4 driver mounts
     * ext2, ext3 and ext4.
     *
     * @param found type on the device; empty where it is not known
     */
    public boolean conflictsWith(String found) {
        // As an ext2 or ext3 the ext4 driver takes what has no newer feature, and an ext3 with its journal alone.
        boolean sameFamily = type.equals(found)
                || (type.equals("ext4") && found.startsWith("ext"))
                || (type.equals("ext2") && found.equals("ext3"));
        return !found.isEmpty() && !isOfAnyType() && !sameFamily;
    }
}

package io.daxcheck.plan;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.EditedTree;
import java.nio.charset.StandardCharsets;

/** What happened to a captured host: something is mounted, a fact is missing, hardware cannot be used, a name is odd. */
enum HostChange {
    NONE,
    MOUNTED,
    MOUNTED_WITH_DAX,
    OTHER_MOUNTED,
    /** The device is the realtime device of a filesystem on another. */
    PART_OF_ANOTHER,
    WITHOUT_TABLES,
    WITHOUT_MOUNTS,
    WITHOUT_CONFIGURATION,
    READ_ONLY_REGIONS,
    LOCKED_DIMMS,
    HYPHEN_NAME,
    BLANK_NAME,
    BLANK_IN_TARGET;

    private static final String DATA = "/data";

    /** The changed tree; the same where there is nothing to change. */
    Tree of(Tree original, Host host, String device) {
        EditedTree tree = new EditedTree(original);
        return switch (this) {
            case NONE -> tree;
            case MOUNTED -> mounted(tree, host, device, DATA, "");
            case MOUNTED_WITH_DAX -> mounted(tree, host, device, DATA, ",dax=always");
            case OTHER_MOUNTED -> {
                for (BlockDevice other : host.devices().values()) {
                    if (!other.name().equals(device) && other.number().isKnown()) {
                        yield mounted(tree, host, other.name(), DATA, "");
                    }
                }
                yield tree;
            }
            case PART_OF_ANOTHER -> {
                String line = "36 1 8:1 / " + DATA + " rw - xfs /dev/sda1 rw,rtdev=/dev/" + device + "\n";
                yield tree.file("proc/self/mountinfo", line).file("proc/1/mountinfo", line);
            }
            case WITHOUT_TABLES -> without(tree, "commands/dmsetup-table");
            case WITHOUT_MOUNTS -> without(without(tree, "proc/self/mountinfo"), "proc/1/mountinfo");
            case WITHOUT_CONFIGURATION ->
                without(
                        tree,
                        "boot/config-"
                                + host.kernel()
                                        .value()
                                        .map(release -> release.text())
                                        .orElse(""));
            case READ_ONLY_REGIONS -> {
                for (String region : host.regions().keySet()) {
                    tree.file("sys/bus/nd/devices/" + region + "/read_only", "1\n");
                }
                yield tree;
            }
            case LOCKED_DIMMS -> {
                for (String dimm : host.dimms().keySet()) {
                    tree.file("sys/bus/nd/devices/" + dimm + "/security", "locked\n");
                }
                yield tree;
            }
            case HYPHEN_NAME -> named(tree, host, device, "-" + name(host, device));
            // As libdm writes a blank (libdm-common.c: mangle_string).
            case BLANK_NAME -> named(tree, host, device, name(host, device) + "\\x20a'b");
            case BLANK_IN_TARGET -> mounted(tree, host, device, DATA + "\\040of;it's", "");
        };
    }

    private static String name(Host host, String device) {
        return host.device(device)
                .flatMap(BlockDevice::dm)
                .flatMap(dm -> dm.name().value())
                .orElse("");
    }

    private static EditedTree named(EditedTree tree, Host host, String device, String name) {
        String old = name(host, device);
        if (old.isEmpty() || !(tree.read("commands/dmsetup-table") instanceof Fact.Known<byte[]> table)) {
            return tree;
        }
        String lines = "\n" + new String(table.content(), StandardCharsets.UTF_8);
        return tree.file("sys/block/" + device + "/dm/name", name + "\n")
                .file(
                        "commands/dmsetup-table",
                        lines.replace("\n" + old + ":", "\n" + name + ":").substring(1));
    }

    static EditedTree mounted(EditedTree tree, Host host, String device, String target, String options) {
        String number = host.device(device)
                .flatMap(each -> each.number().value())
                .map(Object::toString)
                .orElse("");
        String line = "36 1 " + number + " / " + target + " rw,relatime - xfs /dev/x rw" + options + "\n";
        return number.isEmpty() ? tree : tree.file("proc/self/mountinfo", line).file("proc/1/mountinfo", line);
    }

    private static EditedTree without(EditedTree tree, String path) {
        return tree.read(path) instanceof Fact.Known<byte[]> ? tree.without(path) : tree;
    }

    /** As it is mounted, in a command. */
    String targetInCommand() {
        return this == BLANK_IN_TARGET ? "'/data of;it'\\''s'" : DATA;
    }
}

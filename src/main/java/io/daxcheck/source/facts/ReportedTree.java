package io.daxcheck.source.facts;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Mount;
import io.daxcheck.host.UdevData;
import io.daxcheck.source.tree.Tree;
import java.util.List;

/** A tree with outputs of tools, which show facts that no file of the host does. */
public interface ReportedTree extends Tree {
    /** A fact of a block device, or of a device of the libnvdimm bus, by its name; absent where no tool shows it. */
    <T> Fact<T> reported(String device, FactKey<T> key);

    /** What is mounted. */
    Fact<List<Mount>> mounts();

    /** What udev and libblkid found on a block device. */
    Fact<UdevData> udev(String device);
}

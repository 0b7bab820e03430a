package io.daxcheck.diagnosis;

import io.daxcheck.diagnosis.LogIndex.LoggedLine;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.stack.Stack;
import io.daxcheck.text.Split;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which lines of the kernel's log are about devices of the host that are in none of the stacks that are judged. */
final class LogOwners {
    private final Host host;

    /** Names of the devices in the stacks that are judged. */
    private final Set<String> judged = new HashSet<>();

    /** Made when it is first asked for. */
    private Boolean partial;

    /** The pmem disks of each namespace, pfn or btt device and region; made when it is first asked for. */
    private Map<String, Set<String>> disks;

    LogOwners(Host host, List<Stack> stacks) {
        this.host = host;
        for (Stack stack : stacks) {
            for (BlockDevice layer : stack.layers()) {
                judged.add(layer.name());
            }
        }
    }

    /** Whether a line is about a device that has, or had, nothing to do with the stacks that are judged. */
    boolean isOfOther(LoggedLine logged) {
        if (!logged.device().isEmpty()) {
            return host.device(logged.device()).map(this::isOther).orElse(false);
        }
        if (RefusedTables.isOne(logged)) {
            return isPartial();
        }
        boolean isOther = false;
        for (String word : Split.of(logged.line().text(), ' ')) {
            boolean isFollowed = word.endsWith(":") || word.endsWith(",");
            Set<String> named =
                    disks().getOrDefault(isFollowed ? word.substring(0, word.length() - 1) : word, Set.of());
            for (String disk : named) {
                if (judged.contains(disk)) {
                    return false;
                }
                isOther = true;
            }
        }
        return isOther;
    }

    /**
     * A disk that DAX has nothing to do with is in no report: a line about it is shown, for somebody tried to mount it with
     * dax. A loop device without a file is none at all.
     */
    private boolean isOther(BlockDevice device) {
        if (judged.contains(device.name())) {
            return false;
        }
        boolean isEmpty = device.sizeSectors().is(0L)
                || (device.kind() == BlockDevice.Kind.LOOP && device.backingFile() instanceof Fact.Absent<String>);
        return isEmpty || isPartial();
    }

    /** Whether a device that may have DAX is not among the judged ones: then a device was named, and others have their own. */
    private boolean isPartial() {
        if (partial == null) {
            partial = lacksOne();
        }
        return partial;
    }

    private boolean lacksOne() {
        for (BlockDevice device : host.devices().values()) {
            if (device.isPmemOrShowsDax() && !judged.contains(device.name())) {
                return true;
            }
        }
        return false;
    }

    private Map<String, Set<String>> disks() {
        if (disks == null) {
            disks = new HashMap<>();
            for (BlockDevice device : host.devices().values()) {
                if (device.pmem().isPresent()) {
                    BlockDevice.PmemDisk place = device.pmem().get();
                    add(device.name(), device);
                    add(place.parent(), device);
                    add(place.region(), device);
                    host.namespaceOf(device).ifPresent(namespace -> add(namespace.name(), device));
                }
            }
        }
        return disks;
    }

    private void add(String name, BlockDevice disk) {
        Set<String> named = disks.get(name);
        if (named == null) {
            named = new HashSet<>();
            disks.put(name, named);
        }
        named.add(disk.name());
    }
}

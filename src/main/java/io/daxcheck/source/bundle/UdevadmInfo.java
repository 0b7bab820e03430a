package io.daxcheck.source.bundle;

import io.daxcheck.text.Lines;
import io.daxcheck.text.PathText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Output of {@code udevadm info -a}, which shows the sysfs attributes of a device and of the devices that it lies in,
 * and of {@code udevadm info} with and without {@code --export-db}, which shows what udev has noted of them.
 */
final class UdevadmInfo {
    /** What {@code -a} prints, in some versions, for an attribute that it could not read. */
    private static final String NOT_READABLE = "(not readable)";

    private UdevadmInfo() {}

    /**
     * One device.
     *
     * @param path where it lies, relative to the root: {@code sys/devices/virtual/block/dm-0}
     * @param attributes of sysfs, by their paths under the device
     * @param properties of udev's database
     * @param links names below {@code /dev}, {@code disk/by-uuid/…}
     */
    record Device(String path, Map<String, String> attributes, Map<String, String> properties, List<String> links) {
        String name() {
            return PathText.part(path, 0);
        }
    }

    /** Each device that {@code -a} shows; the first is the one that it was asked for. */
    static List<Device> attributes(String output) {
        List<Device> devices = new ArrayList<>();
        Optional<Map<String, String>> attributes = Optional.empty();
        Lines lines = new Lines(output);
        while (lines.next()) {
            String line = lines.line().strip();
            if (line.startsWith("looking at ")) {
                int start = line.indexOf('\'');
                int end = line.lastIndexOf('\'');
                Map<String, String> shown = new HashMap<>();
                attributes = Optional.of(shown);
                if (start >= 0 && line.startsWith("/devices/", start + 1) && end > start) {
                    devices.add(new Device("sys" + line.substring(start + 1, end), shown, Map.of(), List.of()));
                }
            } else if (attributes.isPresent() && (line.startsWith("ATTR{") || line.startsWith("ATTRS{"))) {
                int end = line.indexOf("}==\"");
                if (end > 0 && line.endsWith("\"") && line.length() >= end + 5) {
                    String value = line.substring(end + 4, line.length() - 1);
                    if (!value.equals(NOT_READABLE)) {
                        attributes.get().put(line.substring(line.indexOf('{') + 1, end), value);
                    }
                }
            }
        }
        return devices;
    }

    /** Each device of udev's database: lines {@code P: PATH}, {@code E: KEY=VALUE}; a blank line between two. */
    static List<Device> properties(String output) {
        List<Device> devices = new ArrayList<>();
        Optional<Device> device = Optional.empty();
        Lines lines = new Lines(output);
        while (lines.next()) {
            String line = lines.line();
            if (line.startsWith("P: /devices/")) {
                String path = "sys" + line.substring(3).stripTrailing();
                device = Optional.of(new Device(path, Map.of(), new HashMap<>(), new ArrayList<>()));
                devices.add(device.get());
            } else if (line.isBlank()) {
                device = Optional.empty();
            } else if (device.isPresent() && line.startsWith("S: ")) {
                device.get().links().add(line.substring(3).stripTrailing());
            } else if (device.isPresent() && line.startsWith("E: ")) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    device.get().properties().put(line.substring(3, equals), line.substring(equals + 1));
                }
            }
        }
        return devices;
    }
}

package io.daxcheck.source.bundle;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Words;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Output of {@code ls -l} of {@code /sys/block}, whose links lead to the devices, and of {@code /dev}, recursive or not. */
final class DeviceListing {
    private DeviceListing() {}

    /** By the name of each device, where its link leads, relative to the root: {@code sys/devices/…/pmem0}. */
    static Map<String, String> links(String output) {
        Map<String, String> links = new TreeMap<>();
        Lines lines = new Lines(output);
        while (lines.next()) {
            String line = lines.line();
            int arrow = line.indexOf(" -> ");
            if (!line.startsWith("l") || arrow < 0) {
                continue;
            }
            String name = line.substring(line.lastIndexOf(' ', arrow - 1) + 1, arrow);
            String target = line.substring(arrow + 4).stripTrailing();
            int devices = target.indexOf("devices/");
            String path = devices < 0 ? "" : "/" + target.substring(devices);
            name = name.substring(name.lastIndexOf('/') + 1);
            boolean isPlain = !path.contains("/../") && !path.contains("/./") && !path.contains("//");
            if (isPlain && path.endsWith('/' + name)) {
                links.putIfAbsent(name, "sys" + path);
            }
        }
        return links;
    }

    /** The numbers of the block devices whose nodes lie in {@code /dev} itself, by the names of the nodes. */
    static Map<String, DeviceNumber> nodes(String output) {
        Map<String, DeviceNumber> nodes = new HashMap<>();
        boolean isInDev = true;
        Lines lines = new Lines(output);
        while (lines.next()) {
            String line = lines.line();
            if (line.startsWith("/")) {
                isInDev = line.equals("/dev:") || line.equals("/dev/:");
            } else if (isInDev && line.startsWith("b")) {
                List<String> words = Words.of(line);
                for (int i = 1; i + 1 < words.size(); i++) {
                    String word = words.get(i);
                    if (word.endsWith(",")) {
                        DeviceNumber.parse(word.substring(0, word.length() - 1) + ':' + words.get(i + 1))
                                .ifPresent(number -> nodes.put(words.get(words.size() - 1), number));
                        break;
                    }
                }
            }
        }
        return nodes;
    }
}

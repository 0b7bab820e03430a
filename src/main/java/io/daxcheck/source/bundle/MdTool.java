package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Utf8;
import io.daxcheck.text.Words;
import java.util.List;
import java.util.Optional;

/**
 * The levels of md arrays and what they are made of: {@code /proc/mdstat} ({@code md0 : active raid0 pmem2[1] pmem1[0]}), and
 * {@code mdadm --detail}.
 */
final class MdTool implements BundleTool {
    private final Fact<byte[]> mdstat;

    /**
     * @param mdstat the file {@code proc/mdstat}
     */
    MdTool(Fact<byte[]> mdstat) {
        this.mdstat = mdstat;
    }

    @Override
    public void addTo(CollectedDevices devices, CommandOutputs outputs) {
        addMdstat(devices, mdstat);
        addMdstat(devices, outputs.first("cat_.proc.mdstat"));
        for (CommandOutputs.Output output : outputs.of("mdadm")) {
            addDetail(devices, output);
        }
    }

    /** {@code md127 : active (auto-read-only) raid1 sdb1[1](W) sda1[0]}: an array that is not active has no level. */
    private static void addMdstat(CollectedDevices devices, Fact<byte[]> file) {
        Lines lines = new Lines(Utf8.decode(file.value().orElse(new byte[0])));
        while (lines.next()) {
            List<String> words = Words.of(lines.line());
            boolean isArray = words.size() > 3
                    && words.get(1).equals(":")
                    && words.get(0).startsWith("md")
                    && devices.blocks().has(words.get(0));
            if (!isArray || words.get(2).equals("inactive")) {
                continue;
            }
            int at = words.get(3).startsWith("(") ? 4 : 3;
            if (at < words.size() && words.get(at).indexOf('[') < 0) {
                String array = words.get(0);
                devices.blocks().add(array, FactKey.MD_LEVEL, words.get(at), file.source());
                for (String word : words.subList(at + 1, words.size())) {
                    addMember(devices, array, word);
                }
            }
        }
    }

    private static void addMember(CollectedDevices devices, String array, String word) {
        int bracket = word.indexOf('[');
        String member = bracket < 0 ? "" : word.substring(0, bracket);
        if (devices.blocks().has(member)) {
            devices.slaves(array).add(member);
        }
    }

    /** {@code /dev/md0:} and below it {@code Raid Level : raid0}; of several arrays one after the other. */
    private static void addDetail(CollectedDevices devices, CommandOutputs.Output output) {
        Optional<String> array = Optional.empty();
        Lines lines = new Lines(output.text());
        while (lines.next()) {
            String line = lines.line().strip();
            if (line.startsWith("/dev/") && line.endsWith(":")) {
                array = devices.deviceAt(line.substring(0, line.length() - 1));
            } else if (line.startsWith("Raid Level : ") && array.isPresent()) {
                String level = line.substring("Raid Level : ".length()).strip();
                devices.blocks().add(array.get(), FactKey.MD_LEVEL, level, output.source());
            }
        }
    }
}

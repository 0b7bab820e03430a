package io.daxcheck.source.bundle;

import io.daxcheck.source.facts.FactKey;
import io.daxcheck.text.Lines;
import java.util.Optional;

/** {@code losetup -a}: {@code /dev/loop0: [64768]:2628 (/var/images/a), offset 1048576}. */
final class LosetupTool implements BundleTool {
    @Override
    public void addTo(CollectedDevices devices, CommandOutputs outputs) {
        for (CommandOutputs.Output output : outputs.of("losetup")) {
            Lines lines = new Lines(output.text());
            while (lines.next()) {
                String line = lines.line();
                int colon = line.indexOf(": [");
                Optional<String> name = colon < 0 ? Optional.empty() : devices.deviceAt(line.substring(0, colon));
                int start = colon < 0 ? -1 : line.indexOf("(/", colon);
                // A path may hold brackets itself: it ends with the last one, before the options.
                int offset = start < 0 ? -1 : line.lastIndexOf("), ");
                int end = start < 0 ? -1 : offset > start ? offset : line.lastIndexOf(')');
                if (name.isPresent() && end > start) {
                    devices.blocks()
                            .add(name.get(), FactKey.BACKING_FILE, line.substring(start + 1, end), output.source());
                }
            }
        }
    }
}

package io.daxcheck.source.bundle;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Utf8;
import io.daxcheck.text.Words;
import java.util.List;
import java.util.Optional;

/** {@code /proc/partitions}: lines {@code major minor #blocks name}, blocks of 1024 bytes, rounded down. */
final class ProcPartitions implements BundleTool {
    private final Fact<byte[]> file;

    ProcPartitions(Fact<byte[]> file) {
        this.file = file;
    }

    @Override
    public void addTo(CollectedDevices devices, CommandOutputs outputs) {
        Lines lines = new Lines(Utf8.decode(file.value().orElse(new byte[0])));
        while (lines.next()) {
            List<String> words = Words.of(lines.line());
            if (words.size() != 4) {
                continue;
            }
            long kibibytes = Decimal.parse(words.get(2));
            Optional<DeviceNumber> number = DeviceNumber.parse(words.get(0) + ':' + words.get(1));
            String name = words.get(3).replace('/', '!');
            if (kibibytes != Decimal.NONE && number.isPresent()) {
                devices.blocks().add(name, FactKey.NUMBER, number.get(), file.source());
                devices.kibibytes().put(name, kibibytes);
            }
        }
    }
}

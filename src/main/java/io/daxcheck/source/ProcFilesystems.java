package io.daxcheck.source;

import io.daxcheck.host.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** {@code /proc/filesystems}: the filesystem drivers that are loaded, {@code nodev} or nothing before a tab and each. */
final class ProcFilesystems implements Function<byte[], List<String>> {
    static final ProcFilesystems READING = new ProcFilesystems();

    private ProcFilesystems() {}

    @Override
    public List<String> apply(byte[] content) {
        List<String> drivers = new ArrayList<>();
        Lines lines = new Lines(Attribute.decode(content));
        while (lines.next()) {
            String line = lines.line();
            int tab = line.indexOf('\t');
            if (tab < 0 || tab == line.length() - 1) {
                throw new Fact.Malformed("line " + lines.number() + ": not a filesystem: " + OneLine.quoted(line));
            }
            drivers.add(line.substring(tab + 1));
        }
        return List.copyOf(drivers);
    }
}

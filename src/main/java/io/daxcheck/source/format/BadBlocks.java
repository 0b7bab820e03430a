package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import io.daxcheck.host.SectorRange;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code badblocks} of a block device: a line for each range that is known to be bad, its first sector and its length,
 * in 512-byte sectors of that device. An empty file says that none is known.
 */
public final class BadBlocks implements Function<byte[], List<SectorRange>> {
    public static final BadBlocks PARSER = new BadBlocks();

    /** The kernel prints at most one page, some hundreds. */
    public static final int MAX_RANGES = 16_384;

    private BadBlocks() {}

    @Override
    public List<SectorRange> apply(byte[] content) {
        if (content.length == 0) {
            return List.of();
        }
        List<SectorRange> ranges = new ArrayList<>();
        Lines lines = new Lines(Utf8.decode(content));
        while (lines.next()) {
            String line = lines.line();
            int space = line.indexOf(' ');
            long start = space < 0 ? Decimal.NONE : Decimal.parse(line, 0, space);
            long length = space < 0 ? Decimal.NONE : Decimal.parse(line, space + 1, line.length());
            if (start == Decimal.NONE || length <= 0) {
                throw new Fact.Malformed(
                        "line " + lines.number() + ": not a start and a length: " + OneLine.quoted(line));
            }
            if (start > Decimal.MAX_SECTORS || length > Decimal.MAX_SECTORS - start) {
                throw new Fact.Malformed("line " + lines.number() + ": beyond the end of any device");
            }
            if (ranges.size() == MAX_RANGES) {
                throw new Fact.Malformed("more than " + MAX_RANGES + " ranges");
            }
            ranges.add(new SectorRange(start, length));
        }
        return List.copyOf(ranges);
    }
}

package io.daxcheck.report.html;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.report.Wording;
import io.daxcheck.stack.StorageGraph;
import java.util.List;
import java.util.Optional;

/**
 * Data that starts between two pages, enlarged: some pages of the device below as a ruler, and the data under it, which is
 * shifted against them.
 *
 * @param below name of the device below
 * @param start first sector of the data there, not a multiple of
 * @param pageSectors the sectors of a page
 */
record PageRuler(String below, long start, long pageSectors, Tone tone) {
    /** In pixels. */
    static final int HEIGHT = 94;

    private static final int PAGES = 3;
    private static final int LINE = 18;
    private static final int BAR = 14;
    private static final int BASELINE = 13;

    /** Part of a page that a shift has at least, so that one sector of a page of 128 is seen. */
    private static final double LEAST = 0.08;

    /** The first target or partition that a finding about a device says is not aligned; empty where there is none. */
    static Optional<PageRuler> of(BlockDevice device, List<Finding> about, StorageGraph graph) {
        Optional<Integer> pageSize = graph.host().pageSize().value();
        if (pageSize.isEmpty()) {
            return Optional.empty();
        }
        long pageSectors = pageSize.get() / 512;
        for (Finding finding : about) {
            Tone tone = Tone.of(finding.severity());
            if (finding.code() == FindingCode.PARTITION_START_NOT_PAGE_ALIGNED
                    && device.partition().isPresent()
                    && device.startOnDisk().isPresent()) {
                return Optional.of(new PageRuler(
                        device.partition().get().disk(), device.startOnDisk().get(), pageSectors, tone));
            }
            if (finding.code() == FindingCode.OFFSET_NOT_PAGE_ALIGNED
                    && finding.place().targetStart().isPresent()) {
                Optional<PageRuler> ruler =
                        ofTarget(device, finding.place().targetStart().getAsLong(), graph, pageSectors, tone);
                if (ruler.isPresent()) {
                    return ruler;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<PageRuler> ofTarget(
            BlockDevice device, long targetStart, StorageGraph graph, long pageSectors, Tone tone) {
        Optional<DmTable> table = UsedRanges.table(device, graph);
        for (DmTarget target : table.map(DmTable::targets).orElse(List.of())) {
            if (target.start() != targetStart) {
                continue;
            }
            for (DmTarget.Leg leg : target.legs()) {
                if (leg.startSectors() > 0 && leg.startSectors() % pageSectors != 0) {
                    String below =
                            graph.resolve(leg.device()).map(BlockDevice::name).orElse(leg.device());
                    return Optional.of(new PageRuler(below, leg.startSectors(), pageSectors, tone));
                }
            }
        }
        return Optional.empty();
    }

    /** Draws it from a height on, as wide as the box. */
    void draw(Svg svg, int y) {
        long shift = start % pageSectors;
        long first = start - shift;
        double shown = Math.max(LEAST, Math.min(1 - LEAST, (double) shift / pageSectors));
        double page = 100.0 / PAGES;
        int pages = y + 2 * LINE;
        int data = pages + BAR;
        svg.group("ruler " + tone.style())
                .text("small strong-text", y + BASELINE, "sector " + start + " of " + below)
                .text(
                        "small",
                        y + LINE + BASELINE,
                        Wording.count(shift, "sector", "sectors") + " after the start of a page, " + first);
        for (int i = 0; i < PAGES; i++) {
            svg.rect(new Svg.Area(i * page, page, pages, BAR), "bar");
        }
        svg.rect(new Svg.Area(shown * page, 100 - shown * page, data, BAR), "run " + tone.style(), tone);
        for (int i = 1; i < PAGES; i++) {
            svg.line(i * page, pages, i * page, data + BAR + 4, "tick")
                    .centered(i * page, data + BAR + 4 + BASELINE, Long.toString(first + i * pageSectors));
        }
        svg.line(shown * page, pages - 3, shown * page, data + BAR + 4, "tick start")
                .text("small", data + BAR + 4 + BASELINE, Long.toString(first))
                .endLine();
    }
}

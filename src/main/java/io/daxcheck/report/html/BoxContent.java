package io.daxcheck.report.html;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.SectorRange;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.FaultMarks;
import io.daxcheck.report.Wording;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.stack.pages.HazardRange;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is in the box of a device: its name and size, what is wrong with it, and its ranges as bars to scale. */
final class BoxContent {
    /** Targets of a table that are drawn. */
    static final int MAX_EXTENTS = 12;
    /** Numbers of reasons on one layer. */
    private static final int MAX_NUMBERS = 3;

    // Heights in pixels.
    private static final int BAND = 26;
    private static final int LINE = 18;
    private static final int PADDING = 8;
    private static final int EXTENT = 56;
    private static final int HATCH = 16;
    private static final int BAR = 14;
    /** From the top of a line of text down to its letters' base. */
    private static final int BASELINE = 13;

    /** Percent of its box; a narrower target is described in its title and in the text of the stack. */
    private static final double NARROW_EXTENT = 15;

    private final Svg svg;
    private final PictureText words;
    private final StorageGraph graph;
    private final StackReport report;
    private final FaultMarks faults;
    private final List<Finding> numbered;
    private final Map<String, UsedRanges> uses;

    /**
     * Something in a box, below what comes before it.
     *
     * @param height in pixels
     */
    record Part(int height, Drawing drawing) {}

    /** How a part is drawn. */
    interface Drawing {
        /**
         * Draws the part.
         *
         * @param y where it begins in its box, in pixels
         */
        void draw(int y);
    }

    /**
     * @param numbered findings in the order in which the page numbers them, from 1
     * @param uses what is used of the devices without a table, by name
     */
    BoxContent(
            Svg svg,
            PictureText words,
            StorageGraph graph,
            StackReport report,
            FaultMarks faults,
            List<Finding> numbered,
            Map<String, UsedRanges> uses) {
        this.svg = svg;
        this.words = words;
        this.graph = graph;
        this.report = report;
        this.faults = faults;
        this.numbered = numbered;
        this.uses = uses;
    }

    /** The parts of a device's box, from the top down. */
    List<Part> of(BlockDevice device) {
        List<Part> parts = new ArrayList<>();
        List<Finding> about = faults.all(device);
        if (!about.isEmpty()) {
            parts.add(new Part(BAND, y -> band(about, y)));
        }
        boolean isTop = device.name().equals(report.stack().top().name());
        String what = DevicePath.what(device, graph);
        String size = device.sizeSectors()
                .value()
                .map(sectors -> Sizes.bytes(sectors * 512))
                .orElse("size unknown");
        parts.add(new Part(PADDING + LINE, y -> svg.text("name", y + PADDING + BASELINE, device.name())));
        if (!what.isEmpty()) {
            parts.add(new Part(LINE, y -> svg.text("what", y + BASELINE, what)));
        }
        String flag = device.queueDax()
                .value()
                .map(on -> " · queue/dax " + (on ? "1" : "0"))
                .orElse("");
        parts.add(new Part(LINE + 4, y -> svg.text("small", y + BASELINE, size, flag)));
        PageRuler.of(device, about, graph)
                .ifPresent(ruler -> parts.add(new Part(PageRuler.HEIGHT, y -> ruler.draw(svg, y))));
        if (isTop) {
            hazards(device, parts);
        }
        UsedRanges.table(device, graph).ifPresent(table -> {
            int hidden = table.targets().size() - MAX_EXTENTS;
            if (hidden > 0) {
                String more = "… " + Wording.count(hidden, "more target", "more targets");
                parts.add(new Part(LINE + 4, y -> svg.text("small", y + BASELINE, more)));
            }
            parts.add(new Part(EXTENT, y -> targets(device, table, y)));
        });
        UsedRanges used = uses.get(device.name());
        if (used != null && !used.isEmpty()) {
            parts.add(new Part(LINE + BAR + 8, y -> used(used, y)));
        } else if (used != null && isWithoutDax(about)) {
            whole(device, Tone.of(about.get(0).severity()), parts);
        }
        poison(device, about, parts);
        return parts;
    }

    /** Marks a layer as at fault, with the numbers of the reasons: the page states each of them once. */
    private void band(List<Finding> about, int y) {
        Tone tone = Tone.of(about.get(0), report);
        svg.band(y, BAND, "band " + tone.style());
        int x = 16;
        for (Finding finding : about.subList(0, Math.min(MAX_NUMBERS, about.size()))) {
            int number = numbered.indexOf(finding) + 1;
            if (number > 0) {
                svg.dot(x, y + 13).text("number " + tone.style(), x, y + 17, Integer.toString(number));
                x += 22;
            }
        }
        svg.text("mark", x - 2, y + 17, tone.mark().toUpperCase(Locale.ROOT));
    }

    // ------------------------------------------------------------------------------------------------- bars

    private void hazards(BlockDevice top, List<Part> parts) {
        long sectors = top.sizeSectors().value().orElse(0L);
        if (sectors <= 0) {
            return;
        }
        for (Hazard hazard : Hazard.values()) {
            List<HazardRange> ranges = words.ranges(hazard);
            if (!ranges.isEmpty()) {
                Track track = new Track(sectors);
                for (HazardRange range : ranges) {
                    track.add(range.start(), range.length());
                }
                parts.add(new Part(LINE + BAR + 10, y -> {
                    svg.group("range hazard", "hazard", hazard.id())
                            .text("small strong-text", y + BASELINE, hazard.id(), " " + words.inWords(ranges))
                            .band(y + LINE, BAR, "bar");
                    runs(track, y + LINE, Tone.HAZARD);
                    svg.endLine();
                }));
            }
        }
    }

    private void used(UsedRanges used, int y) {
        svg.group("range used" + used.tone().map(tone -> " " + tone.style()).orElse(""))
                .text("small", y + BASELINE, used.first(), used.position())
                .band(y + LINE, BAR, "bar");
        runs(used.sound(), y + LINE, Tone.GOOD);
        used.tone().ifPresent(tone -> runs(used.faulty(), y + LINE, tone));
        svg.endLine();
    }

    private static boolean isWithoutDax(List<Finding> about) {
        return !about.isEmpty() && about.get(0).severity() == Severity.BLOCKER;
    }

    /** A leaf that nothing in the picture uses is at fault as a whole. */
    private void whole(BlockDevice device, Tone tone, List<Part> parts) {
        long sectors = device.sizeSectors().value().orElse(0L);
        Track track = new Track(sectors);
        track.add(0, sectors);
        parts.add(new Part(LINE + BAR + 8, y -> {
            svg.group("range " + tone.style())
                    .text("small strong-text", y + BASELINE, "all of it, ", Wording.range(0, sectors));
            runs(track, y + LINE, tone);
            svg.endLine();
        }));
    }

    private void poison(BlockDevice device, List<Finding> about, List<Part> parts) {
        List<SectorRange> bad = device.badblocks().value().orElse(List.of());
        long sectors = device.sizeSectors().value().orElse(0L);
        if (bad.isEmpty() || about.isEmpty() || sectors <= 0) {
            return;
        }
        Track track = new Track(sectors);
        for (SectorRange range : bad) {
            track.add(range.start(), range.length());
        }
        String place = ", " + Wording.count(bad.size(), "range", "ranges") + " from sector "
                + bad.get(0).start();
        parts.add(new Part(LINE + BAR + 8, y -> {
            svg.group("range hazard poison")
                    .text("small strong-text", y + BASELINE, "bad blocks", place)
                    .band(y + LINE, BAR, "bar");
            runs(track, y + LINE, Tone.HAZARD);
            svg.endLine();
        }));
    }

    private void runs(Track track, int y, Tone tone) {
        for (Track.Run run : track.runs()) {
            Svg.Area area = new Svg.Area(run.x(), run.width(), y, BAR);
            if (tone == Tone.GOOD) {
                svg.rect(area, "run sound");
            } else {
                svg.rect(area, "run " + tone.style(), tone);
            }
        }
    }

    // ----------------------------------------------------------------------------------------------- targets

    private void targets(BlockDevice device, DmTable table, int y) {
        double scale = 100.0 / table.lengthSectors();
        svg.band(y, EXTENT, "rest");
        for (DmTarget target : faults.shown(device, table.targets(), MAX_EXTENTS)) {
            double width = Math.max(target.length() * scale, 100.0 / Track.CELLS);
            double x = Math.min(target.start() * scale, 100 - width);
            extent(device, target, new Svg.Area(x, width, y, EXTENT));
        }
    }

    private void extent(BlockDevice device, DmTarget target, Svg.Area area) {
        Optional<Tone> fault = faults.of(device, target).map(Finding::severity).map(Tone::of);
        String style = "extent" + fault.map(tone -> " at-fault " + tone.style()).orElse("");
        String range = Wording.range(target.start(), target.end());
        svg.inner(area, style, target.start(), target.length())
                .background("part")
                .title(range + " " + words.inWords(target));
        if (area.width() > NARROW_EXTENT) {
            svg.text("small strong-text", 18, range).text("small", 34, words.inWords(target));
        }
        fault.ifPresent(tone -> svg.band(EXTENT - HATCH, HATCH, tone));
        svg.endLine();
    }
}

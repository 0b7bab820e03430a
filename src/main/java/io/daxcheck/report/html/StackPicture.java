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
import io.daxcheck.report.text.Wrapping;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.stack.pages.HazardRange;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A stack as a picture: a box for each device, with its targets and what is used of it as bars to scale, and the layers
 * at fault and the hazardous ranges marked by word, pattern and colour. Widths are in percent, so that the picture fits
 * where it is shown and its letters stay as large as those around it.
 */
final class StackPicture {
    private static final int MAX_EXTENTS = 12;
    private static final int MAX_DESCRIBED = 20;
    /** Numbers of reasons on one layer. */
    private static final int MAX_NUMBERS = 3;
    /** Of a line that fits a box on a narrow screen. */
    private static final int TITLE_CHARACTERS = 50;
    /** Of a line that fits one of two boxes side by side there. */
    private static final int TITLE_CHARACTERS_OF_MANY = 22;

    private static final int MAX_RANGES_IN_WORDS = 1;

    private static final int BAND = 26;
    private static final int TITLE_LINE = 16;
    private static final int LINE = 18;
    private static final int PADDING = 8;
    private static final int EXTENT = 56;
    private static final int HATCH = 16;
    private static final int BAR = 14;
    private static final int ROW_GAP = 40;
    private static final int GAP_ROW = 30;
    private static final double COLUMN_GAP = 2;
    /** Percent of its box; what a narrower target is stands in its title, and in the text of the stack. */
    private static final double NARROW_EXTENT = 15;
    /** Lines that end so near below where they begin go straight down. */
    private static final double NO_BEND = 1.2;

    private final Markup page;
    private final String id;
    private final StorageGraph graph;
    private final StackReport report;
    private final FaultMarks faults;
    /** Numbers that the page gives to the findings. */
    private final List<Finding> numbered;

    private final Map<String, Box> boxes = new HashMap<>();
    private final Map<String, Uses> uses = new HashMap<>();

    /**
     * A device in the picture.
     *
     * @param x where it begins and
     * @param width how wide it is, in percent of the picture
     */
    private record Box(BlockDevice device, double x, double width, int y, int height, List<Part> parts) {
        double center() {
            return x + width / 2;
        }

        int bottom() {
            return y + height;
        }
    }

    /** Something in a box, below what comes before it. */
    private record Part(int height, Drawing drawing) {}

    private interface Drawing {
        void draw(int y);
    }

    /** What the stack uses of a device. */
    private static final class Uses {
        private final Track sound;
        private final Track faulty;
        private Tone tone;
        private int number;
        private String first;
        private String firstPlace;

        private Uses(long sectors) {
            sound = new Track(sectors);
            faulty = new Track(sectors);
        }

        private void add(BlockDevice upper, long start, long length, Optional<Tone> fault) {
            if (fault.isPresent()) {
                faulty.add(start, length);
                tone = tone == null || fault.get().compareTo(tone) < 0 ? fault.get() : tone;
            } else {
                sound.add(start, length);
            }
            if (number++ == 0) {
                first = upper.name() + ": " + Sizes.bytes(length * 512);
                firstPlace = " from sector " + start;
            }
        }
    }

    /**
     * @param id that nothing else on the page has
     * @param numbered findings in the order in which the page numbers them, from 1
     */
    StackPicture(Markup page, String id, StorageGraph graph, StackReport report, List<Finding> numbered) {
        this.page = page;
        this.id = id;
        this.graph = graph;
        this.report = report;
        this.faults = new FaultMarks(graph, report.findings());
        this.numbered = numbered;
    }

    /** Draws it, at the end of the page as it is now. */
    void draw() {
        List<PictureRow> rows = PictureRow.of(report.stack(), graph, faults);
        collectUses(rows);
        List<List<Box>> placed = new ArrayList<>();
        List<Integer> tops = new ArrayList<>();
        int y = 2;
        int columns = 1;
        for (PictureRow row : rows) {
            columns = Math.max(columns, row.columns());
            tops.add(y);
            List<Box> line = place(row, y);
            placed.add(line);
            y += (line.isEmpty() ? GAP_ROW : line.get(0).height()) + ROW_GAP;
        }
        int height = y - ROW_GAP + 2;
        page.open("div", "class", "picture columns-" + columns, "tabindex", columns > 3 ? "0" : null, "role", "group")
                .open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "width",
                        "100%",
                        "height",
                        String.valueOf(height),
                        "role",
                        "img",
                        "aria-labelledby",
                        id + "-title " + id + "-desc")
                .element("title", "Picture of " + DevicePath.of(report.stack().top()), "id", id + "-title")
                .element("desc", description(rows), "id", id + "-desc");
        for (int i = 0; i < rows.size() - 1; i++) {
            lines(rows, placed, tops, i);
        }
        for (int i = 0; i < rows.size(); i++) {
            row(rows.get(i), placed.get(i), tops.get(i));
        }
        page.close().closeLine();
    }

    // ----------------------------------------------------------------------------------------------- layout

    private List<Box> place(PictureRow row, int y) {
        List<Box> line = new ArrayList<>();
        double width = (100 - COLUMN_GAP * (row.columns() - 1)) / row.columns();
        List<List<Part>> parts = new ArrayList<>();
        int height = 0;
        for (BlockDevice device : row.devices()) {
            List<Part> content = content(device, row.columns());
            parts.add(content);
            int sum = 0;
            for (Part part : content) {
                sum += part.height();
            }
            height = Math.max(height, sum);
        }
        for (int i = 0; i < row.devices().size(); i++) {
            BlockDevice device = row.devices().get(i);
            Box box = new Box(device, i * (width + COLUMN_GAP), width, y, height, parts.get(i));
            boxes.put(device.name(), box);
            line.add(box);
        }
        return line;
    }

    /** What is used of the devices that are drawn and have no table of their own. */
    private void collectUses(List<PictureRow> rows) {
        for (PictureRow row : rows) {
            for (BlockDevice device : row.devices()) {
                long sectors = device.sizeSectors().value().orElse(0L);
                if (device.dm().isEmpty() && sectors > 0) {
                    uses.put(device.name(), new Uses(sectors));
                }
            }
        }
        for (BlockDevice upper : report.stack().layers()) {
            if (upper.partition().isPresent()) {
                Uses disk = uses.get(upper.partition().get().disk());
                Optional<Long> start = upper.partition().get().startSectors().value();
                if (disk != null && start.isPresent()) {
                    long length = upper.sizeSectors().value().orElse(0L);
                    disk.add(
                            upper,
                            start.get(),
                            length,
                            faults.of(upper).map(Finding::severity).map(Tone::of));
                }
            }
            Optional<DmTable> table = table(upper);
            if (table.isPresent()) {
                for (DmTarget target : table.get().targets()) {
                    collectUses(upper, target);
                }
            }
        }
    }

    private void collectUses(BlockDevice upper, DmTarget target) {
        for (int k = 0; k < target.legs().size(); k++) {
            DmTarget.Leg leg = target.legs().get(k);
            Optional<BlockDevice> lower = graph.resolve(leg.device());
            Uses used = lower.map(BlockDevice::name).map(uses::get).orElse(null);
            if (used != null && leg.startSectors() != DmTarget.Leg.NOT_MAPPED) {
                used.add(
                        upper,
                        k < target.dataLegs() ? target.dataStart(k) : leg.startSectors(),
                        target.legLength(),
                        faults.of(upper, target)
                                .or(() -> faults.of(lower.get()))
                                .map(Finding::severity)
                                .map(Tone::of));
            }
        }
    }

    private Optional<DmTable> table(BlockDevice device) {
        return device.dm().isEmpty() ? Optional.empty() : graph.table(device).value();
    }

    // -------------------------------------------------------------------------------------------- one device

    private List<Part> content(BlockDevice device, int columns) {
        List<Part> parts = new ArrayList<>();
        List<Finding> about = faults.all(device);
        if (!about.isEmpty()) {
            List<String> title = title(about.get(0), columns);
            int height = BAND + TITLE_LINE * title.size();
            parts.add(new Part(height, y -> band(about, title, height, y)));
        }
        boolean isTop = device.name().equals(report.stack().top().name());
        String what = DevicePath.what(device, graph);
        String size = device.sizeSectors()
                .value()
                .map(sectors -> Sizes.bytes(sectors * 512))
                .orElse("size unknown");
        parts.add(new Part(PADDING + LINE, y -> text("name", y + PADDING + 13, device.name(), "")));
        if (!what.isEmpty()) {
            parts.add(new Part(LINE, y -> text("what", y + 13, what, "")));
        }
        String flag = device.queueDax()
                .value()
                .map(on -> " · queue/dax " + (on ? "1" : "0"))
                .orElse("");
        parts.add(new Part(LINE + 4, y -> text("small", y + 13, size, flag)));
        if (isTop) {
            hazards(device, parts);
        }
        table(device).ifPresent(table -> {
            int hidden = table.targets().size() - MAX_EXTENTS;
            if (hidden > 0) {
                String more = "… " + Wording.count(hidden, "more target", "more targets");
                parts.add(new Part(LINE + 4, y -> text("small", y + 13, more, "")));
            }
            parts.add(new Part(EXTENT, y -> targets(device, table, y)));
        });
        Uses used = uses.get(device.name());
        if (used != null && used.number > 0) {
            used(used, parts);
        } else if (used != null && isWithoutDax(about)) {
            whole(device, Tone.of(about.get(0).severity()), parts);
        }
        poison(device, about, parts);
        return parts;
    }

    /** What is the matter, in lines that fit a box among so many. */
    private static List<String> title(Finding finding, int columns) {
        String title = Wording.insideSentence(finding.code().title());
        int characters = columns == 1 ? TITLE_CHARACTERS : TITLE_CHARACTERS_OF_MANY;
        return Wrapping.wrap("", "", title, characters).lines().toList();
    }

    /** Says that a layer is at fault, and which of the reasons below the picture are about it. */
    private void band(List<Finding> about, List<String> title, int height, int y) {
        Tone tone = Tone.of(about.get(0).severity());
        page.empty("rect", "y", "" + y, "width", "100%", "height", "" + height, "class", "band " + tone.style());
        int x = 16;
        for (Finding finding : about.subList(0, Math.min(MAX_NUMBERS, about.size()))) {
            int number = numbered.indexOf(finding) + 1;
            if (number > 0) {
                page.empty("circle", "cx", "" + x, "cy", "" + (y + 13), "r", "9", "class", "dot");
                page.element("text", "" + number, "x", "" + x, "y", "" + (y + 17), "class", "number " + tone.style());
                x += 22;
            }
        }
        page.element(
                "text", tone.mark().toUpperCase(Locale.ROOT), "x", "" + (x - 2), "y", "" + (y + 17), "class", "mark");
        for (int i = 0; i < title.size(); i++) {
            int baseline = y + BAND + 9 + i * TITLE_LINE;
            page.element("text", title.get(i), "x", "10", "y", "" + baseline, "class", "mark-title");
        }
    }

    private void text(String style, int y, String text, String more) {
        page.open("text", "x", "10", "y", "" + y, "class", style).text(text);
        if (!more.isEmpty()) {
            page.element("tspan", more, "class", "more");
        }
        page.close();
    }

    private void hazards(BlockDevice top, List<Part> parts) {
        long sectors = top.sizeSectors().value().orElse(0L);
        if (sectors <= 0) {
            return;
        }
        for (Hazard hazard : Hazard.values()) {
            List<HazardRange> ranges = new ArrayList<>();
            Track track = new Track(sectors);
            for (HazardRange range : report.hazardRanges()) {
                if (range.hazard() == hazard) {
                    ranges.add(range);
                    track.add(range.start(), range.length());
                }
            }
            if (!ranges.isEmpty()) {
                parts.add(new Part(LINE + BAR + 10, y -> hazard(hazard, ranges, track, y)));
            }
        }
    }

    private void hazard(Hazard hazard, List<HazardRange> ranges, Track track, int y) {
        page.open("g", "class", "range hazard", "data-hazard", hazard.word());
        text("small strong-text", y + 13, hazard.word(), " " + inWords(ranges));
        page.empty("rect", "y", "" + (y + LINE), "width", "100%", "height", "" + BAR, "class", "bar");
        runs(track, y + LINE, Tone.HAZARD);
        page.closeLine();
    }

    private String inWords(List<HazardRange> ranges) {
        StringBuilder words = new StringBuilder();
        int shown = Math.min(MAX_RANGES_IN_WORDS, ranges.size());
        for (HazardRange range : ranges.subList(0, shown)) {
            words.append(words.isEmpty() ? "" : ", ")
                    .append(Wording.range(range.start(), range.start() + range.length()));
        }
        int more = ranges.size() - shown;
        if (more > 0) {
            words.append(report.hazardRangesTruncated() ? " and more than " : " and ")
                    .append(Wording.count(more, "more range", "more ranges"));
        }
        return words.toString();
    }

    private void runs(Track track, int y, Tone tone) {
        for (Track.Run run : track.runs()) {
            page.empty(
                    "rect",
                    "x",
                    percent(run.x()),
                    "y",
                    "" + y,
                    "width",
                    percent(run.width()),
                    "height",
                    "" + BAR,
                    "class",
                    tone == Tone.GOOD ? "run sound" : "run " + tone.style(),
                    "fill",
                    tone == Tone.GOOD ? null : tone.pattern());
        }
    }

    private void used(Uses used, List<Part> parts) {
        parts.add(new Part(LINE + BAR + 8, y -> {
            page.open("g", "class", "range used" + (used.tone == null ? "" : " " + used.tone.style()));
            String others = used.number > 1 ? ", and " + Wording.count(used.number - 1L, "more", "more") : "";
            text("small", y + 13, used.first, used.firstPlace + others);
            page.empty("rect", "y", "" + (y + LINE), "width", "100%", "height", "" + BAR, "class", "bar");
            runs(used.sound, y + LINE, Tone.GOOD);
            if (used.tone != null) {
                runs(used.faulty, y + LINE, used.tone);
            }
            page.closeLine();
        }));
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
            page.open("g", "class", "range " + tone.style());
            text("small strong-text", y + 13, "all of it, ", Wording.range(0, sectors));
            runs(track, y + LINE, tone);
            page.closeLine();
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
        String first = " from sector " + bad.get(0).start();
        parts.add(new Part(LINE + BAR + 8, y -> {
            page.open("g", "class", "range hazard poison");
            text(
                    "small strong-text",
                    y + 13,
                    "bad blocks",
                    ", " + Wording.count(bad.size(), "range", "ranges") + first);
            page.empty("rect", "y", "" + (y + LINE), "width", "100%", "height", "" + BAR, "class", "bar");
            runs(track, y + LINE, Tone.HAZARD);
            page.closeLine();
        }));
    }

    // ----------------------------------------------------------------------------------------------- targets

    private void targets(BlockDevice device, DmTable table, int y) {
        List<DmTarget> shown = faults.shown(device, table.targets(), MAX_EXTENTS);
        double scale = 100.0 / table.lengthSectors();
        page.empty("rect", "y", "" + y, "width", "100%", "height", "" + EXTENT, "class", "rest");
        for (DmTarget target : shown) {
            double width = Math.max(target.length() * scale, 100.0 / Track.CELLS);
            double x = Math.min(target.start() * scale, 100 - width);
            extent(device, target, x, width, y);
        }
    }

    private void extent(BlockDevice device, DmTarget target, double x, double width, int y) {
        Optional<Tone> fault = faults.of(device, target).map(Finding::severity).map(Tone::of);
        String range = Wording.range(target.start(), target.end());
        page.open(
                        "svg",
                        "x",
                        percent(x),
                        "y",
                        "" + y,
                        "width",
                        percent(width),
                        "height",
                        "" + EXTENT,
                        "class",
                        "extent"
                                + fault.map(tone -> " at-fault " + tone.style()).orElse(""),
                        "data-start",
                        "" + target.start(),
                        "data-length",
                        "" + target.length())
                .empty("rect", "width", "100%", "height", "100%", "class", "part")
                .element("title", range + " " + inWords(target));
        if (width > NARROW_EXTENT) {
            text("small strong-text", 18, range, "");
            text("small", 34, inWords(target), "");
        }
        fault.ifPresent(tone -> page.empty(
                "rect", "y", "" + (EXTENT - HATCH), "width", "100%", "height", "" + HATCH, "fill", tone.pattern()));
        page.closeLine();
    }

    private String inWords(DmTarget target) {
        StringBuilder words = new StringBuilder(target.type());
        if (target.chunkSectors() > 0) {
            words.append(", chunks of ").append(Sizes.bytes(target.chunkSectors() * 512));
        }
        if (target.legs().size() == 1) {
            DmTarget.Leg leg = target.legs().get(0);
            words.append(" → ")
                    .append(graph.resolve(leg.device()).map(BlockDevice::name).orElse(leg.device()));
            if (leg.startSectors() > 0) {
                words.append(" at sector ").append(leg.startSectors());
            }
        } else if (target.legs().size() > 1) {
            words.append(", ").append(target.legs().size()).append(" legs");
        }
        return words.toString();
    }

    // ------------------------------------------------------------------------------------------------- lines

    /** From the boxes of a row to what lies below them. */
    private void lines(List<PictureRow> rows, List<List<Box>> placed, List<Integer> tops, int i) {
        int next = tops.get(i + 1);
        if (rows.get(i).isGap()) {
            for (Box lower : placed.get(i + 1)) {
                line(50, tops.get(i) + GAP_ROW, lower.center(), next, "line");
            }
            return;
        }
        for (Box upper : placed.get(i)) {
            Set<String> reached = new HashSet<>();
            Optional<DmTable> table = table(upper.device());
            if (table.isPresent()) {
                double scale = upper.width() / table.get().lengthSectors();
                for (DmTarget target : faults.shown(upper.device(), table.get().targets(), MAX_EXTENTS)) {
                    double x = upper.x() + (target.start() + target.length() / 2.0) * scale;
                    for (String name : legs(target)) {
                        connect(upper, x, name, tone(upper.device(), target, name));
                        reached.add(name);
                    }
                }
            }
            boolean leadsOn = false;
            for (BlockDevice lower : graph.below(upper.device())) {
                if (boxes.containsKey(lower.name()) && !reached.contains(lower.name())) {
                    connect(upper, upper.center(), lower.name(), tone(faults.all(lower)));
                }
                leadsOn |= !boxes.containsKey(lower.name());
            }
            PictureRow below = rows.get(i + 1);
            if (leadsOn && below.isGap()) {
                line(upper.center(), upper.bottom(), 50, next, "line");
            } else if (leadsOn && below.moreDevices() > 0) {
                line(upper.center(), upper.bottom(), moreCenter(below), next, "line");
            }
        }
    }

    /** How a line from a target to one of its legs is marked. */
    private Optional<Tone> tone(BlockDevice device, DmTarget target, String leg) {
        return faults.of(device, target)
                .or(() -> graph.host().device(leg).flatMap(faults::of))
                .map(Finding::severity)
                .map(Tone::of);
    }

    private static Optional<Tone> tone(List<Finding> about) {
        return about.isEmpty()
                ? Optional.empty()
                : Optional.of(Tone.of(about.get(0).severity()));
    }

    private Set<String> legs(DmTarget target) {
        Set<String> names = new LinkedHashSet<>();
        for (DmTarget.Leg leg : target.legs()) {
            graph.resolve(leg.device())
                    .map(BlockDevice::name)
                    .filter(boxes::containsKey)
                    .ifPresent(names::add);
        }
        return names;
    }

    private void connect(Box upper, double x, String lowerName, Optional<Tone> fault) {
        Box lower = boxes.get(lowerName);
        if (lower.y() > upper.y()) {
            line(
                    x,
                    upper.bottom(),
                    lower.center(),
                    lower.y(),
                    fault.map(tone -> "line at-fault " + tone.style()).orElse("line"));
        }
    }

    /** Down, across in the gap below the upper row, and down. */
    private void line(double fromX, int fromY, double toX, int toY, String style) {
        if (Math.abs(fromX - toX) < NO_BEND) {
            segment(toX, fromY, toX, toY, style);
            return;
        }
        int middle = fromY + ROW_GAP / 2;
        segment(fromX, fromY, fromX, middle, style);
        segment(fromX, middle, toX, middle, style);
        segment(toX, middle, toX, toY, style);
    }

    private void segment(double fromX, int fromY, double toX, int toY, String style) {
        page.empty("line", "x1", percent(fromX), "y1", "" + fromY, "x2", percent(toX), "y2", "" + toY, "class", style);
    }

    // -------------------------------------------------------------------------------------------------- rows

    private void row(PictureRow row, List<Box> line, int y) {
        if (row.isGap()) {
            leftOut(0, 100, y, GAP_ROW, "… " + Wording.count(row.levels(), "more level", "more levels"));
            return;
        }
        for (Box box : line) {
            box(box);
        }
        if (row.moreDevices() > 0) {
            Box last = line.get(line.size() - 1);
            leftOut(
                    last.x() + last.width() + COLUMN_GAP,
                    last.width(),
                    y,
                    last.height(),
                    "… " + Wording.count(row.moreDevices(), "more", "more"));
        }
    }

    private static double moreCenter(PictureRow row) {
        double width = (100 - COLUMN_GAP * (row.columns() - 1)) / row.columns();
        return 100 - width / 2;
    }

    private void box(Box box) {
        List<Finding> about = faults.all(box.device());
        String style = about.isEmpty()
                ? ""
                : " at-fault " + Tone.of(about.get(0).severity()).style();
        page.open("g", "class", "layer" + style, "data-layer", box.device().name())
                .open(
                        "svg",
                        "x",
                        percent(box.x()),
                        "y",
                        "" + box.y(),
                        "width",
                        percent(box.width()),
                        "height",
                        "" + box.height(),
                        "class",
                        box.width() < 100 ? "shared" : null)
                .empty("rect", "width", "100%", "height", "100%", "class", "body");
        int y = 0;
        for (Part part : box.parts()) {
            part.drawing().draw(y);
            y += part.height();
        }
        page.close();
        frame(box.x(), box.width(), box.y(), box.height(), "frame");
        page.closeLine();
    }

    private void leftOut(double x, double width, int y, int height, String text) {
        page.open("g", "class", "left-out");
        frame(x, width, y, height, "frame");
        page.element(
                "text", text, "x", percent(x + width / 2), "y", "" + (y + height / 2 + 4), "class", "small middle");
        page.closeLine();
    }

    private void frame(double x, double width, int y, int height, String style) {
        page.empty(
                "rect", "x", percent(x), "y", "" + y, "width", percent(width), "height", "" + height, "class", style);
    }

    // ---------------------------------------------------------------------------------------------- in words

    private String description(List<PictureRow> rows) {
        StringBuilder words = new StringBuilder();
        int described = 0;
        for (PictureRow row : rows) {
            words.append(words.isEmpty() ? "" : " Below: ");
            if (row.isGap()) {
                words.append(Wording.count(row.levels(), "more level.", "more levels."));
            }
            for (BlockDevice device : row.devices()) {
                if (described++ < MAX_DESCRIBED) {
                    describe(device, words);
                }
            }
            if (row.moreDevices() > 0) {
                words.append(' ').append(Wording.count(row.moreDevices(), "more device.", "more devices."));
            }
        }
        for (Hazard hazard : Hazard.values()) {
            List<HazardRange> ranges = new ArrayList<>();
            for (HazardRange range : report.hazardRanges()) {
                if (range.hazard() == hazard) {
                    ranges.add(range);
                }
            }
            if (!ranges.isEmpty()) {
                words.append(" Hazard, ")
                        .append(hazard.word())
                        .append(": ")
                        .append(inWords(ranges))
                        .append('.');
            }
        }
        return words.toString();
    }

    private void describe(BlockDevice device, StringBuilder words) {
        String what = DevicePath.what(device, graph);
        words.append(words.isEmpty() || words.charAt(words.length() - 1) == ' ' ? "" : " ")
                .append(device.name())
                .append(what.isEmpty() ? "" : ", " + what);
        List<Finding> about = faults.all(device);
        if (!about.isEmpty()) {
            words.append(", ")
                    .append(Tone.of(about.get(0).severity()).mark())
                    .append(": ")
                    .append(Wording.insideSentence(about.get(0).code().title()));
        }
        words.append('.');
    }

    /** With at most three decimals, and never with an exponent. */
    private static String percent(double value) {
        return Math.round(value * 1000) / 1000.0 + "%";
    }
}

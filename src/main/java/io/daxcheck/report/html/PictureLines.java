package io.daxcheck.report.html;

import io.daxcheck.finding.Finding;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.report.FaultMarks;
import io.daxcheck.stack.StorageGraph;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The lines of a picture, from the boxes of each row to what they are on; a line to something at fault is marked. */
final class PictureLines {
    /** Percent: a line that ends so near below where it begins goes straight down. */
    private static final double NO_BEND = 1.2;

    private static final double MIDDLE = 50;

    private final Svg svg;
    private final PictureLayout layout;
    private final StorageGraph graph;
    private final FaultMarks faults;

    PictureLines(Svg svg, PictureLayout layout, StorageGraph graph, FaultMarks faults) {
        this.svg = svg;
        this.layout = layout;
        this.graph = graph;
        this.faults = faults;
    }

    void draw() {
        List<PictureLayout.Placed> rows = layout.rows();
        for (int i = 0; i < rows.size() - 1; i++) {
            draw(rows.get(i), rows.get(i + 1));
        }
    }

    private void draw(PictureLayout.Placed row, PictureLayout.Placed below) {
        if (row.row().isGap()) {
            for (PictureLayout.Box lower : below.boxes()) {
                line(MIDDLE, row.y() + row.height(), lower.area().center(), below.y(), "line");
            }
            return;
        }
        for (PictureLayout.Box upper : row.boxes()) {
            Set<String> reached = legs(upper);
            boolean leadsOn = false;
            for (BlockDevice lower : graph.below(upper.device())) {
                boolean isDrawn = layout.box(lower.name()).isPresent();
                if (isDrawn && !reached.contains(lower.name())) {
                    List<Finding> about = faults.all(lower);
                    connect(
                            upper,
                            upper.area().center(),
                            lower.name(),
                            about.isEmpty() ? Optional.empty() : Optional.of(about.get(0)));
                }
                leadsOn |= !isDrawn;
            }
            if (leadsOn && (below.row().isGap() || below.row().moreDevices() > 0)) {
                line(
                        upper.area().center(),
                        upper.area().bottom(),
                        below.leftOut().center(),
                        below.y(),
                        "line");
            }
        }
    }

    /** Draws a line from each target to each of its legs; returns the legs that it came to. */
    private Set<String> legs(PictureLayout.Box upper) {
        Set<String> reached = new HashSet<>();
        Optional<DmTable> table = UsedRanges.table(upper.device(), graph);
        if (table.isPresent()) {
            Svg.Area area = upper.area();
            double scale = area.width() / table.get().lengthSectors();
            for (DmTarget target : faults.shown(upper.device(), table.get().targets(), BoxContent.MAX_EXTENTS)) {
                double x = area.x() + (target.start() + target.length() / 2.0) * scale;
                for (String name : legs(target)) {
                    connect(upper, x, name, fault(upper.device(), target, name));
                    reached.add(name);
                }
            }
        }
        return reached;
    }

    private Set<String> legs(DmTarget target) {
        Set<String> names = new LinkedHashSet<>();
        for (DmTarget.Leg leg : target.legs()) {
            graph.resolve(leg.device())
                    .map(BlockDevice::name)
                    .filter(name -> layout.box(name).isPresent())
                    .ifPresent(names::add);
        }
        return names;
    }

    private Optional<Finding> fault(BlockDevice device, DmTarget target, String leg) {
        return faults.of(device, target).or(() -> graph.host().device(leg).flatMap(faults::of));
    }

    private void connect(PictureLayout.Box upper, double x, String lowerName, Optional<Finding> fault) {
        String style = fault.map(finding ->
                        "line at-fault " + Tone.of(finding.severity()).style())
                .orElse("line");
        layout.box(lowerName)
                .map(PictureLayout.Box::area)
                .filter(lower -> lower.y() > upper.area().y())
                .ifPresent(lower -> line(x, upper.area().bottom(), lower.center(), lower.y(), style));
    }

    /** Down, across in the gap below the upper row, and down. */
    private void line(double fromX, int fromY, double toX, int toY, String style) {
        if (Math.abs(fromX - toX) < NO_BEND) {
            svg.line(toX, fromY, toX, toY, style);
            return;
        }
        int middle = fromY + PictureLayout.ROW_GAP / 2;
        svg.line(fromX, fromY, fromX, middle, style)
                .line(fromX, middle, toX, middle, style)
                .line(toX, middle, toX, toY, style);
    }
}

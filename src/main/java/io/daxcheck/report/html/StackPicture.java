package io.daxcheck.report.html;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.report.FaultMarks;
import io.daxcheck.report.Wording;
import io.daxcheck.stack.StorageGraph;
import java.util.List;

/**
 * A stack as a picture: a box for each device, with its targets and what is used of it as bars to scale, and the layers
 * at fault and the hazardous ranges marked by word, pattern and colour.
 */
final class StackPicture {
    private final Markup page;
    private final Svg svg;
    private final String id;
    private final StorageGraph graph;
    private final StackReport report;
    private final FaultMarks faults;
    private final List<Finding> numbered;

    /**
     * @param id that nothing else on the page has
     * @param numbered findings in the order in which the page numbers them, from 1
     */
    StackPicture(Markup page, String id, StorageGraph graph, StackReport report, List<Finding> numbered) {
        this.page = page;
        this.svg = new Svg(page);
        this.id = id;
        this.graph = graph;
        this.report = report;
        this.faults = new FaultMarks(graph, report.findings());
        this.numbered = numbered;
    }

    /** Draws it, at the end of the page as it is now. */
    void draw() {
        List<PictureRow> rows = PictureRow.of(report.stack(), graph, faults);
        PictureText words = new PictureText(report, graph, faults);
        PictureLayout layout = new PictureLayout(
                rows,
                new BoxContent(
                        svg, words, graph, report, faults, numbered, UsedRanges.of(rows, report, graph, faults)));
        int columns = layout.columns();
        if (columns > 3) {
            // It may be scrolled, from the keyboard too.
            page.open("div", "class", "picture columns-" + columns, "tabindex", "0", "role", "group");
        } else {
            page.open("div", "class", "picture columns-" + columns, "role", "group");
        }
        svg.start(id, layout.height(), words.title(), words.description(rows));
        new PictureLines(svg, layout, graph, faults).draw();
        for (PictureLayout.Placed row : layout.rows()) {
            draw(row);
        }
        svg.end();
        page.closeLine();
    }

    private void draw(PictureLayout.Placed placed) {
        PictureRow row = placed.row();
        for (PictureLayout.Box box : placed.boxes()) {
            draw(box);
        }
        if (row.isGap()) {
            leftOut(placed.leftOut(), "… " + Wording.count(row.levels(), "more level", "more levels"));
        } else if (row.moreDevices() > 0) {
            leftOut(placed.leftOut(), "… " + Wording.count(row.moreDevices(), "more", "more"));
        }
    }

    private void draw(PictureLayout.Box box) {
        List<Finding> about = faults.all(box.device());
        String style = about.isEmpty()
                ? ""
                : " at-fault " + Tone.of(about.get(0), report).style();
        svg.group("layer" + style, "layer", box.device().name());
        if (box.area().width() < 100) {
            svg.inner(box.area(), "shared");
        } else {
            svg.inner(box.area());
        }
        svg.background("body");
        int y = 0;
        for (BoxContent.Part part : box.parts()) {
            part.drawing().draw(y);
            y += part.height();
        }
        svg.end().rect(box.area(), "frame").endLine();
    }

    private void leftOut(Svg.Area area, String text) {
        svg.group("left-out")
                .rect(area, "frame")
                .centered(area.center(), area.y() + area.height() / 2 + 4, text)
                .endLine();
    }
}

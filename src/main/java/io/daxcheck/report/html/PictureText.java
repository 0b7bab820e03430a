package io.daxcheck.report.html;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTarget;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.FaultMarks;
import io.daxcheck.report.Wording;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.stack.pages.HazardRange;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.List;

/** What a picture says in words: the text in its boxes, and the description that a screen reader reads in its place. */
final class PictureText {
    /** Devices that the description names; it counts the others. */
    private static final int MAX_DESCRIBED = 20;

    private static final int MAX_RANGES = 1;

    private final StackReport report;
    private final StorageGraph graph;
    private final FaultMarks faults;

    PictureText(StackReport report, StorageGraph graph, FaultMarks faults) {
        this.report = report;
        this.graph = graph;
        this.faults = faults;
    }

    /** The picture as a whole. */
    String title() {
        return "Picture of " + DevicePath.of(report.stack().top());
    }

    /** What the rows of the picture show, from the top down, and the hazards. */
    String description(List<PictureRow> rows) {
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
            List<HazardRange> ranges = ranges(hazard);
            if (!ranges.isEmpty()) {
                words.append(" Hazard, ")
                        .append(hazard.id())
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
                    .append(Tone.of(about.get(0), report).mark())
                    .append(": ")
                    .append(Wording.insideSentence(about.get(0).code().title()));
        }
        words.append('.');
    }

    /** The ranges of the stack that have a hazard; none where it has not. */
    List<HazardRange> ranges(Hazard hazard) {
        List<HazardRange> ranges = new ArrayList<>();
        for (HazardRange range : report.hazardRanges()) {
            if (range.hazard() == hazard) {
                ranges.add(range);
            }
        }
        return ranges;
    }

    /** The first range, and how many others there are. */
    String inWords(List<HazardRange> ranges) {
        StringBuilder words = new StringBuilder();
        int shown = Math.min(MAX_RANGES, ranges.size());
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

    /** Type and chunk size of a target, and its leg or how many it has. */
    String inWords(DmTarget target) {
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
}

package io.daxcheck.report.html;

import io.daxcheck.host.BlockDevice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the boxes of a picture are: a row for each level of the stack, as high as the fullest of its boxes. */
final class PictureLayout {
    /** Pixels between two rows, for the lines from one to the other. */
    static final int ROW_GAP = 40;
    /** Pixels of a row in place of levels that are left out. */
    private static final int LEFT_OUT = 30;
    /** Percent between two boxes. */
    private static final double COLUMN_GAP = 2;
    /** Pixels above and below, so that no frame is cut. */
    private static final int EDGE = 2;

    private final List<Placed> rows = new ArrayList<>();
    private final Map<String, Box> boxes = new HashMap<>();
    private int height;
    private int columns = 1;

    /** A device in the picture, and what its box holds, from the top down. */
    record Box(BlockDevice device, Svg.Area area, List<BoxContent.Part> parts) {}

    /**
     * A row of the picture.
     *
     * @param boxes of its devices; none where the row replaces levels that are left out
     * @param y where it begins and
     * @param height how high it is, in pixels
     */
    record Placed(PictureRow row, List<Box> boxes, int y, int height) {
        /** The box that counts what is left out: the devices behind the last one, or the levels. */
        Svg.Area leftOut() {
            return column(row, row.columns() - 1, y, height);
        }
    }

    /** @param content what the boxes hold, which decides how high they are */
    PictureLayout(List<PictureRow> rows, BoxContent content) {
        int y = EDGE;
        for (PictureRow row : rows) {
            columns = Math.max(columns, row.columns());
            Placed placed = place(row, content, y);
            this.rows.add(placed);
            y += placed.height() + ROW_GAP;
        }
        height = y - ROW_GAP + EDGE;
    }

    private Placed place(PictureRow row, BoxContent content, int y) {
        List<List<BoxContent.Part>> contents = new ArrayList<>();
        int highest = row.isGap() ? LEFT_OUT : 0;
        for (BlockDevice device : row.devices()) {
            List<BoxContent.Part> parts = content.of(device);
            contents.add(parts);
            int sum = 0;
            for (BoxContent.Part part : parts) {
                sum += part.height();
            }
            highest = Math.max(highest, sum);
        }
        List<Box> line = new ArrayList<>();
        for (int i = 0; i < row.devices().size(); i++) {
            BlockDevice device = row.devices().get(i);
            Box box = new Box(device, column(row, i, y, highest), contents.get(i));
            boxes.put(device.name(), box);
            line.add(box);
        }
        return new Placed(row, line, y, highest);
    }

    private static Svg.Area column(PictureRow row, int column, int y, int height) {
        double width = (100 - COLUMN_GAP * (row.columns() - 1)) / row.columns();
        return new Svg.Area(column * (width + COLUMN_GAP), width, y, height);
    }

    List<Placed> rows() {
        return rows;
    }

    /** The box of a device; empty where the picture leaves it out. */
    Optional<Box> box(String name) {
        return Optional.ofNullable(boxes.get(name));
    }

    /** Of the whole picture, in pixels. */
    int height() {
        return height;
    }

    /** The most boxes that are side by side. */
    int columns() {
        return columns;
    }
}

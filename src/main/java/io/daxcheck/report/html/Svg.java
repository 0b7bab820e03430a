package io.daxcheck.report.html;

/**
 * Shapes of a picture in SVG. Across, places and widths are in percent of what a shape is drawn in, so that the picture
 * fits where it is shown; down, they are in pixels, so that its letters stay as large as those around it.
 */
final class Svg {
    /** Pixels between the left edge of a box and its text. */
    private static final int MARGIN = 10;

    private static final String ALL = "100%";

    private final Markup page;

    /**
     * A rectangle.
     *
     * @param x where it begins and
     * @param width how wide it is, in percent
     * @param y where it begins and
     * @param height how high it is, in pixels
     */
    record Area(double x, double width, int y, int height) {
        double center() {
            return x + width / 2;
        }

        int bottom() {
            return y + height;
        }
    }

    /** @param page at whose end the shapes are drawn */
    Svg(Markup page) {
        this.page = page;
    }

    /**
     * Starts a picture as wide as the page.
     *
     * @param id that nothing else on the page has
     * @param height in pixels
     * @param title and
     * @param description that a screen reader reads in place of the picture
     */
    Svg start(String id, int height, String title, String description) {
        page.open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "width",
                        ALL,
                        "height",
                        text(height),
                        "role",
                        "img",
                        "aria-labelledby",
                        id + "-title " + id + "-desc")
                .element("title", title, "id", id + "-title")
                .element("desc", description, "id", id + "-desc");
        return this;
    }

    /** Starts a group of shapes. */
    Svg group(String style) {
        page.open("g", "class", style);
        return this;
    }

    /**
     * Starts a group of shapes.
     *
     * @param what the group shows: the name of a data attribute, and
     * @param value the attribute's value
     */
    Svg group(String style, String what, String value) {
        page.open("g", "class", style, "data-" + what, value);
        return this;
    }

    /** Starts a drawing in an area: until it ends, places are relative to the area, and nothing is drawn outside. */
    Svg inner(Area area) {
        page.open("svg", attributes(area));
        return this;
    }

    /** The same, with a style. */
    Svg inner(Area area, String style) {
        page.open("svg", attributes(area, "class", style));
        return this;
    }

    /**
     * The same, for a range of a device.
     *
     * @param start first sector of the range
     * @param length of the range, in sectors
     */
    Svg inner(Area area, String style, long start, long length) {
        page.open(
                "svg",
                attributes(
                        area,
                        "class",
                        style,
                        "data-start",
                        Long.toString(start),
                        "data-length",
                        Long.toString(length)));
        return this;
    }

    /** Ends what was started last. */
    Svg end() {
        page.close();
        return this;
    }

    /** Ends what was started last, and the line of the page. */
    Svg endLine() {
        page.closeLine();
        return this;
    }

    /** A rectangle over all that is drawn in. */
    Svg background(String style) {
        page.empty("rect", "width", ALL, "height", ALL, "class", style);
        return this;
    }

    /** A rectangle from the left edge to the right one. */
    Svg band(int y, int height, String style) {
        page.empty("rect", "y", text(y), "width", ALL, "height", text(height), "class", style);
        return this;
    }

    /** The same, in the pattern of a tone. */
    Svg band(int y, int height, Tone tone) {
        page.empty("rect", "y", text(y), "width", ALL, "height", text(height), "fill", tone.pattern());
        return this;
    }

    Svg rect(Area area, String style) {
        page.empty("rect", attributes(area, "class", style));
        return this;
    }

    /** A rectangle in the pattern of a tone. */
    Svg rect(Area area, String style, Tone tone) {
        page.empty("rect", attributes(area, "class", style, "fill", tone.pattern()));
        return this;
    }

    /** A circle around a number; both places in pixels. */
    Svg dot(int x, int y) {
        page.empty("circle", "cx", text(x), "cy", text(y), "r", "9", "class", "dot");
        return this;
    }

    /** A line of text from the left margin. */
    Svg text(String style, int y, String text) {
        return text(style, MARGIN, y, text);
    }

    /** A line of text that begins at a place in pixels. */
    Svg text(String style, int x, int y, String text) {
        page.element("text", text, "x", text(x), "y", text(y), "class", style);
        return this;
    }

    /**
     * A line of text from the left margin.
     *
     * @param more behind it, which is left out on a narrow screen; "" for nothing
     */
    Svg text(String style, int y, String text, String more) {
        if (more.isEmpty()) {
            return text(style, y, text);
        }
        page.open("text", "x", text(MARGIN), "y", text(y), "class", style)
                .text(text)
                .element("tspan", more, "class", "more")
                .close();
        return this;
    }

    /** A line of small text whose middle is at a place in percent. */
    Svg centered(double x, int y, String text) {
        page.element("text", text, "x", percent(x), "y", text(y), "class", "small middle");
        return this;
    }

    /** What a screen shows of a shape that the pointer is on. */
    Svg title(String text) {
        page.element("title", text);
        return this;
    }

    Svg line(double fromX, int fromY, double toX, int toY, String style) {
        page.empty(
                "line", "x1", percent(fromX), "y1", text(fromY), "x2", percent(toX), "y2", text(toY), "class", style);
        return this;
    }

    private static String[] attributes(Area area, String... more) {
        String[] attributes = new String[8 + more.length];
        attributes[0] = "x";
        attributes[1] = percent(area.x());
        attributes[2] = "y";
        attributes[3] = text(area.y());
        attributes[4] = "width";
        attributes[5] = percent(area.width());
        attributes[6] = "height";
        attributes[7] = text(area.height());
        System.arraycopy(more, 0, attributes, 8, more.length);
        return attributes;
    }

    private static String text(int number) {
        return Integer.toString(number);
    }

    /** With at most three decimals, and never with an exponent. */
    private static String percent(double value) {
        return Math.round(value * 1000) / 1000.0 + "%";
    }
}

package io.daxcheck.report.html;

import java.util.List;
import java.util.Locale;

/**
 * The colours of a page, each for a light and a dark screen, with the grounds that each is read on. Contrast (WCAG 2.2
 * AA) is computed from these rows by a test.
 */
enum Palette {
    PAGE("#f4f5f7", "#101418", Use.GROUND),
    CARD("#ffffff", "#191f26", Use.GROUND),
    /** Behind commands and text trees. */
    WELL("#eef0f4", "#0c1014", Use.GROUND),
    /** The body of a device in a picture. */
    DEVICE("#f3f6fb", "#202833", Use.GROUND),
    /** A part of a device that is mapped, or used. */
    EXTENT("#dce6f5", "#2c3a4e", Use.GROUND),

    INK("#16191d", "#e8ecf1", Use.TEXT, PAGE, CARD, WELL, DEVICE, EXTENT),
    MUTED("#4a525c", "#b3bdc9", Use.TEXT, PAGE, CARD, WELL, DEVICE, EXTENT),
    LINK("#0b57b0", "#8ec2ff", Use.TEXT, PAGE, CARD, WELL),
    /** Frames and lines that only separate. */
    RULE("#d3d8df", "#333d49", Use.DECORATION),
    /** Frames of devices, the lines between them, and the outline of what has the focus. */
    LINE("#6a7685", "#8494a6", Use.SHAPE, PAGE, CARD, DEVICE, EXTENT),
    FOCUS("#0b57b0", "#8ec2ff", Use.SHAPE, PAGE, CARD, WELL),

    HAZARD_SOFT("#fde7e7", "#3d1a1e", Use.GROUND),
    HAZARD("#b3141d", "#ff9a9a", Use.TEXT, PAGE, CARD, DEVICE, HAZARD_SOFT),
    BLOCKER_SOFT("#fdf0d6", "#382a0d", Use.GROUND),
    BLOCKER("#874b00", "#f5b95c", Use.TEXT, PAGE, CARD, DEVICE, BLOCKER_SOFT),
    UNKNOWN_SOFT("#eeeafd", "#28224a", Use.GROUND),
    UNKNOWN("#5a3db8", "#c0b0ff", Use.TEXT, PAGE, CARD, DEVICE, UNKNOWN_SOFT),
    GOOD_SOFT("#e2f5e8", "#12301e", Use.GROUND),
    GOOD("#146c37", "#74d99a", Use.TEXT, PAGE, CARD, DEVICE, GOOD_SOFT),

    /** Letters on a ground of one of the strong colours, which are dark on a light screen and light on a dark one. */
    ON_STRONG("#ffffff", "#101418", Use.TEXT, HAZARD, BLOCKER, UNKNOWN, GOOD),
    /** Letters on a tinted ground. */
    ON_SOFT("#16191d", "#e8ecf1", Use.TEXT, HAZARD_SOFT, BLOCKER_SOFT, UNKNOWN_SOFT, GOOD_SOFT);

    /** What a colour is for, which decides how much it must differ from its grounds. */
    enum Use {
        GROUND(1),
        DECORATION(1),
        /** A line or pattern that shows something. */
        SHAPE(3),
        TEXT(4.5);

        private final double contrast;

        Use(double contrast) {
            this.contrast = contrast;
        }

        /** The ratio that WCAG asks for. */
        double contrast() {
            return contrast;
        }
    }

    private final String light;
    private final String dark;
    private final Use use;
    private final List<Palette> grounds;

    Palette(String light, String dark, Use use, Palette... grounds) {
        this.light = light;
        this.dark = dark;
        this.use = use;
        this.grounds = List.of(grounds);
    }

    String light() {
        return light;
    }

    String dark() {
        return dark;
    }

    Use use() {
        return use;
    }

    /** What it is read on. */
    List<Palette> grounds() {
        return grounds;
    }

    /** The custom properties of a style sheet, {@code --hazard-soft: #fde7e7;} */
    static String properties(boolean darkScreen) {
        StringBuilder properties = new StringBuilder();
        for (Palette color : values()) {
            properties
                    .append("--")
                    .append(color.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .append(": ")
                    .append(darkScreen ? color.dark : color.light)
                    .append(";\n");
        }
        return properties.toString();
    }
}

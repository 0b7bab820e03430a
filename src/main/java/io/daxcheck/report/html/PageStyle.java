package io.daxcheck.report.html;

import io.daxcheck.report.Page;

/**
 * The style sheet of every page, {@code html/page.css} and the palette: ASCII, without a character that HTML or XML reads
 * as markup.
 */
final class PageStyle {
    private static final String PAPER = "/* colors on paper */\n";

    /** The whole sheet, as it is in a page: its digest is part of the page's security policy. */
    static final String SHEET = sheet();

    private PageStyle() {}

    private static String sheet() {
        String rules = Page.resource("html/page.css");
        int paper = rules.indexOf(PAPER);
        return colors() + rules.substring(0, paper) + light() + rules.substring(paper + PAPER.length());
    }

    private static String colors() {
        return ":root {\n" + Palette.properties(false) + "}\n@media (prefers-color-scheme: dark) {\n:root {\n"
                + Palette.properties(true) + "}\n}\n";
    }

    /** Paper is white, also where the screen is dark. */
    private static String light() {
        return ":root {\ncolor-scheme: light;\n" + Palette.properties(false) + "}\n";
    }
}

package io.daxcheck.report.html;

import io.daxcheck.text.OneLine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes HTML that is well-formed XML too. All text and all values of attributes are escaped; there
 * is no way to write markup but by naming an element, so a name in a capture stays a name.
 *
 * <p>Only ASCII is written, other characters as references: the page is right in any character set in which it is stored,
 * mailed or printed.
 */
final class Markup {
    private static final String REPLACEMENT = "&#65533;";

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    Markup() {}

    /** The declaration that every page starts with. */
    Markup doctype() {
        out.append("<!DOCTYPE html>\n");
        return this;
    }

    /**
     * Starts an element.
     *
     * @param attributes names and values, in turn
     */
    Markup open(String element, String... attributes) {
        start(element, attributes);
        out.append('>');
        open.push(element);
        return this;
    }

    /** Ends the element that was started last. */
    Markup close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** Ends an element that others may follow on a line of their own. */
    Markup closeLine() {
        close();
        out.append('\n');
        return this;
    }

    /** An element that holds text alone. */
    Markup element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** An element that holds nothing: a void element of HTML, or a shape of SVG. */
    Markup empty(String element, String... attributes) {
        start(element, attributes);
        out.append("/>");
        return this;
    }

    /** Text of any origin, on one line. */
    Markup text(String text) {
        escape(OneLine.of(text));
        return this;
    }

    /**
     * A sentence of any origin. Words that a browser would break at a hyphen or a slash, such as names of devices, stay whole
     * as long as they fit on a line.
     */
    Markup sentence(String text) {
        int start = 0;
        while (start < text.length()) {
            int space = text.indexOf(' ', start);
            int end = space < 0 ? text.length() : space + 1;
            String word = text.substring(start, space < 0 ? end : space);
            if (word.indexOf('-') > 0 || word.indexOf('/') >= 0) {
                element("span", word, "class", "word");
                text(space < 0 ? "" : " ");
            } else {
                text(text.substring(start, end));
            }
            start = end;
        }
        return this;
    }

    /** Text of any origin, each on a line of its own. */
    Markup lines(List<String> lines) {
        for (String line : lines) {
            text(line);
            out.append('\n');
        }
        return this;
    }

    /**
     * The content of a style or script element, where HTML and XML escape in different ways.
     *
     * @throws IllegalArgumentException where one of them would take a part of it for markup, or it is not ASCII
     */
    Markup verbatim(String code) {
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            if (c == '<' || c == '&' || c >= 0x7f || (c < 0x20 && c != '\n')) {
                throw new IllegalArgumentException("'" + c + "' is not allowed in a style or script element");
            }
        }
        out.append(code);
        return this;
    }

    /** What was written since this was called last. */
    String take() {
        String written = out.toString();
        out.setLength(0);
        return written;
    }

    /**
     * The rest of the page.
     *
     * @throws IllegalStateException where an element was not ended
     */
    String finish() {
        if (!open.isEmpty()) {
            throw new IllegalStateException(open.peek() + " is not ended");
        }
        return take();
    }

    private void start(String element, String... attributes) {
        out.append('<').append(name(element));
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(name(attributes[i])).append("=\"");
            text(attributes[i + 1]);
            out.append('"');
        }
    }

    private static String name(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("no name");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || (c != '-' && (c < '0' || c > '9')))) {
                throw new IllegalArgumentException("not a name: " + name);
            }
        }
        return name;
    }

    private void escape(String text) {
        int i = 0;
        while (i < text.length()) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            switch (character) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                    if (character < 0x80) {
                        out.append((char) character);
                    } else if ((character & 0xfffe) == 0xfffe) {
                        // Not characters, neither in XML nor in HTML.
                        out.append(REPLACEMENT);
                    } else {
                        out.append("&#").append(character).append(';');
                    }
                }
            }
        }
    }
}

package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Utf8;
import java.util.function.Function;

/**
 * When the facts of a host were collected: the line {@code time} of a capture, or the output of date(1) in what a support
 * tool collected.
 */
public final class CollectionTime {
    /** Output of {@code date}, as a tree has it. */
    public static final String DATE = "commands/date";

    private static final String CAPTURE = "capture";
    private static final String KEY = "time: ";

    /** {@code 20260131T235959Z}. */
    private static final String FORM = "00000000T000000Z";

    /** Longer than date(1) writes in any language. */
    private static final int MAX_CHARACTERS = 60;

    private CollectionTime() {}

    /** The time as people read it, {@code 2026-01-31 23:59:59 UTC}; absent for the host that this runs on. */
    public static Fact<String> read(Tree tree) {
        Fact<byte[]> capture = tree.read(CAPTURE);
        return capture instanceof Fact.Absent ? tree.read(DATE).map(new FirstLine()) : capture.map(new OfCapture());
    }

    private static final class OfCapture implements Function<byte[], String> {
        @Override
        public String apply(byte[] content) {
            Lines lines = new Lines(Utf8.decode(content));
            while (lines.next()) {
                String line = lines.line().stripTrailing();
                if (line.startsWith(KEY) && isTime(line.substring(KEY.length()))) {
                    String time = line.substring(KEY.length());
                    return time.substring(0, 4) + "-" + time.substring(4, 6) + "-" + time.substring(6, 8) + " "
                            + time.substring(9, 11) + ":" + time.substring(11, 13) + ":" + time.substring(13, 15)
                            + " UTC";
                }
            }
            throw new Fact.Malformed("no time in it");
        }

        private static boolean isTime(String text) {
            if (text.length() != FORM.length()) {
                return false;
            }
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (FORM.charAt(i) == '0' ? c < '0' || c > '9' : c != FORM.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class FirstLine implements Function<byte[], String> {
        @Override
        public String apply(byte[] content) {
            Lines lines = new Lines(Utf8.decode(content));
            while (lines.next()) {
                String line = lines.line().strip();
                if (!line.isEmpty() && line.length() <= MAX_CHARACTERS) {
                    return line;
                }
            }
            throw new Fact.Malformed("no time in it");
        }
    }
}

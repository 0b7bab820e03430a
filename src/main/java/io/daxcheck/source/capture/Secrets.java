package io.daxcheck.source.capture;

import io.daxcheck.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Blanks the values of options that look like passwords, in every capture: mount options in fstab and units, words of the
 * kernel's command line, also where the kernel's configuration contains one. The script has the same rule, as sed
 * expressions made from the same words.
 */
final class Secrets {
    static final String BLANK = "***";

    /** An option with one of these in its name, in any case, has a secret as its value. */
    private static final List<String> WORDS = List.of("pass", "pwd", "secret", "token", "credential", "key");

    private Secrets() {}

    /** Whether a file may contain such options. */
    static boolean mayBeIn(String path) {
        return path.equals("etc/fstab")
                || path.equals("proc/cmdline")
                || path.equals("proc/mounts")
                || path.endsWith("/mountinfo")
                || path.endsWith(".mount")
                || path.equals("etc/default/grub")
                || path.startsWith("boot/config-");
    }

    /** Returns the content with {@value #BLANK} in place of each secret. */
    static byte[] blanked(byte[] content) {
        String text = Utf8.decode(content);
        StringBuilder blanked = new StringBuilder(text.length());
        int position = 0;
        for (int equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', Math.max(position, equals + 1))) {
            if (equals >= position && isSecret(text, equals)) {
                blanked.append(text, position, equals + 1).append(BLANK);
                position = endOfValue(text, equals + 1);
            }
        }
        if (position == 0) {
            return content;
        }
        return blanked.append(text, position, text.length()).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isSecret(String text, int equals) {
        int start = equals;
        while (start > 0 && isNameCharacter(text.charAt(start - 1))) {
            start--;
        }
        String name = text.substring(start, equals).toLowerCase(Locale.ROOT);
        // CONFIG_KEYS=y is no secret.
        boolean isConfiguration = text.startsWith("CONFIG_", start) && !text.startsWith("\"", equals + 1);
        for (String word : WORDS) {
            if (name.contains(word) && !isConfiguration) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_.-".indexOf(c) >= 0;
    }

    /** A comma ends a value, but not a doubled one (mount.cifs); so do blanks and quotes, unless it begins with a quote. */
    private static int endOfValue(String text, int start) {
        boolean quoted = start < text.length() && text.charAt(start) == '"';
        int end = quoted ? start + 1 : start;
        while (end < text.length() && text.charAt(end) != '\n') {
            char c = text.charAt(end);
            if (quoted) {
                if (c == '"') {
                    return end + 1;
                }
            } else if (c == ',' && text.startsWith(",,", end)) {
                end++;
            } else if (c == ',' || c == ' ' || c == '\t' || c == '"' || c == '\\') {
                return end;
            }
            end++;
        }
        return end;
    }

    /** Returns the expressions of sed that do the same, for the script. */
    static String sed() {
        StringBuilder script = new StringBuilder("/^CONFIG_[A-Z0-9_]*=[^\"]/!{");
        String value = "[^\" ,\\\\\t]*";
        for (String word : WORDS) {
            StringBuilder anyCase = new StringBuilder();
            for (int i = 0; i < word.length(); i++) {
                char c = word.charAt(i);
                anyCase.append('[').append(Character.toUpperCase(c)).append(c).append(']');
            }
            String name = "\\([A-Za-z0-9_.-]*" + anyCase + "[A-Za-z0-9_.-]*=\\)";
            script.append("s/")
                    .append(name)
                    .append("\"[^\"]*\"/\\1")
                    .append(BLANK)
                    .append("/g;");
            script.append("s/")
                    .append(name)
                    .append("\\(")
                    .append(value)
                    .append(",,\\)*")
                    .append(value);
            script.append("/\\1").append(BLANK).append("/g;");
        }
        return script.append('}').toString();
    }
}

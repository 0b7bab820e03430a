package io.daxcheck.source.capture;

import io.daxcheck.source.format.KernelLog;
import io.daxcheck.text.Split;
import java.util.List;
import java.util.Locale;

/** Redaction of the kernel's log: the kernel's own words stay, and the names that other files of the capture hold. */
final class LogRedaction {
    private final Pseudonyms pseudonyms;

    /** @param pseudonyms that have met every name of the capture */
    LogRedaction(Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    /**
     * A message that a finding may quote, with every word in it replaced that is not the kernel's. The others stay as empty
     * lines, because lines are cited by their number.
     */
    String line(String line) {
        if (!KernelLog.isWanted(line)) {
            return "";
        }
        if (KernelLog.isMount(line)) {
            return redacted(withoutUuid(line));
        }
        return redacted(line);
    }

    /** A mount without what the filesystem's driver says of it after its name: its UUID and the mount options. */
    private static String withoutUuid(String line) {
        String word = "filesystem";
        int end = line.toLowerCase(Locale.ROOT).indexOf(word);
        return line.substring(0, end + word.length());
    }

    private String redacted(String line) {
        StringBuilder redacted = new StringBuilder(line.length());
        int position = 0;
        while (position < line.length()) {
            int end = endOfWord(line, position);
            if (end == position) {
                redacted.append(line.charAt(position));
                position++;
            } else {
                redacted.append(word(line.substring(position, end)));
                position = end;
            }
        }
        return withoutAddresses(redacted.toString());
    }

    private String word(String word) {
        boolean isAddress = word.length() == 16 && word.startsWith("0000");
        if (Kept.isLogWord(word) || Redaction.isKernelDevice(word) || isAddress) {
            return word;
        }
        return pseudonyms.known(word).orElse(Redaction.HIDDEN);
    }

    private static int endOfWord(String text, int start) {
        int end = start;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_' || isInName(text, end))) {
            end++;
        }
        return end;
    }

    /** The hyphen of dm-3 and the dot of namespace0.0. */
    private static boolean isInName(String text, int at) {
        if (at == 0 || at + 1 >= text.length() || !Character.isDigit(text.charAt(at + 1))) {
            return false;
        }
        char before = text.charAt(at - 1);
        return text.charAt(at) == '-'
                ? before == 'm' && text.startsWith("dm", at - 2)
                : text.charAt(at) == '.' && Character.isDigit(before) && Redaction.isKernelDevice(wordBefore(text, at));
    }

    private static String wordBefore(String text, int end) {
        int start = end;
        while (start > 0 && Character.isLetterOrDigit(text.charAt(start - 1))) {
            start--;
        }
        return text.substring(start, end);
    }

    /** IP and MAC addresses: four and more numbers with dots or colons between them. */
    private static String withoutAddresses(String line) {
        List<String> words = Split.of(line, ' ');
        for (int i = 0; i < words.size(); i++) {
            int separators = 0;
            for (int j = 0; j < words.get(i).length(); j++) {
                separators += words.get(i).charAt(j) == '.' || words.get(i).charAt(j) == ':' ? 1 : 0;
            }
            if (separators >= 3) {
                words.set(i, Redaction.HIDDEN);
            }
        }
        return String.join(" ", words);
    }
}

package io.daxcheck.source.capture;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.source.format.DmsetupInfo;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Split;
import java.util.List;
import java.util.Set;

/** Lines of dmsetup: names as pseudonyms, numbers and devices as they are, every other word hidden. */
final class TableRedaction {
    /** Of dm-raid (drivers/md/dm-raid.c: raid_types). */
    private static final Set<String> RAID_LEVELS = Set.of(
            "raid0",
            "raid0_meta",
            "raid1",
            "raid10",
            "raid10_offset",
            "raid10_near",
            "raid10_far",
            "raid4",
            "raid5_n",
            "raid5_ls",
            "raid5_rs",
            "raid5_la",
            "raid5_ra",
            "raid6_zr",
            "raid6_nr",
            "raid6_nc",
            "raid6_n_6",
            "raid6_ls_6",
            "raid6_rs_6",
            "raid6_la_6",
            "raid6_ra_6");

    private final Pseudonyms pseudonyms;

    TableRedaction(Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    String tableLine(String line) {
        int colon = endOfName(line);
        if (colon < 0) {
            return line.equals(DmsetupInfo.NO_DEVICES) ? line : Redaction.HIDDEN;
        }
        List<String> words = Split.of(line.substring(colon + 1), ' ');
        for (int i = 0; i < words.size(); i++) {
            // An empty word, the start and the length, and the type of the target, which is the name of a kernel
            // module.
            boolean isLevel = i == 4 && words.get(3).equals("raid") && RAID_LEVELS.contains(words.get(i));
            if (i > 2 && !isLevel) {
                words.set(i, i == 3 ? targetType(words.get(i)) : argument(words.get(i)));
            }
        }
        return pseudonyms.dmName(line.substring(0, colon)) + ':' + String.join(" ", words);
    }

    private static String targetType(String word) {
        boolean isType = word.length() <= 20;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            isType &= (c >= 'a' && c <= 'z') || c == '-';
        }
        return isType ? word : Redaction.HIDDEN;
    }

    /** Keys are long numbers or no numbers at all, and so are salts, descriptions and the names of daemons. */
    private String argument(String word) {
        if (word.isEmpty()
                || Kept.isNumber(word)
                || word.equals("-")
                || DeviceNumber.parse(word).isPresent()) {
            return word;
        }
        return word.startsWith("/dev/") ? pseudonyms.path(word) : Redaction.HIDDEN;
    }

    /** The name ends at the last colon that a start and a length follow, or at the end; -1 where none does. */
    private static int endOfName(String line) {
        for (int colon = line.lastIndexOf(':'); colon > 0; colon = line.lastIndexOf(':', colon - 1)) {
            List<String> words = Split.of(line.substring(colon + 1), ' ');
            boolean isEmpty = line.substring(colon + 1).isBlank();
            boolean isTarget = words.size() > 3
                    && words.get(0).isEmpty()
                    && Decimal.parse(words.get(1)) != Decimal.NONE
                    && Decimal.parse(words.get(2)) != Decimal.NONE;
            if (isEmpty || isTarget) {
                return colon;
            }
        }
        return -1;
    }

    String infoLine(String line) {
        List<String> words = Split.of(line, ' ');
        // From the right, because a name may hold spaces: the uuid, which may be empty, the state or not, and two
        // numbers.
        for (int minor = words.size() - 1; minor >= words.size() - 3 && minor >= 2; minor--) {
            boolean hasState = minor + 1 < words.size() && DmsetupInfo.isState(words.get(minor + 1));
            int end = hasState ? minor + 2 : minor + 1;
            boolean isNumber = DeviceNumber.parse(words.get(minor - 1) + ':' + words.get(minor))
                    .isPresent();
            if (isNumber && end >= words.size() - 1) {
                return pseudonyms.dmName(String.join(" ", words.subList(0, minor - 1)))
                        + ' '
                        + String.join(" ", words.subList(minor - 1, end))
                        + (end == words.size() ? "" : ' ' + pseudonyms.dmUuid(words.get(end)));
            }
        }
        return line.equals(DmsetupInfo.NO_DEVICES) ? line : Redaction.HIDDEN;
    }
}

package io.daxcheck.report.text;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.report.Wording;
import io.daxcheck.rules.Filesystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What each filesystem gets on a device, in one line. */
final class OutcomesLine {
    private OutcomesLine() {}

    /** {@code ext4: mount refused, xfs: mounts without DAX}: those that decide, and others where they were asked for. */
    static String of(StackReport report, Set<Filesystem> filesystems, boolean verbose) {
        List<String> groups = new ArrayList<>();
        List<String> results = new ArrayList<>();
        for (Filesystem filesystem : Filesystem.values()) {
            boolean asked = filesystem.decides() || filesystems.size() < Filesystem.values().length || verbose;
            if (filesystems.contains(filesystem) && asked) {
                String result = Wording.outcome(report.filesystems().get(filesystem), report.verdict());
                int group = results.indexOf(result);
                if (group < 0) {
                    groups.add(filesystem.id());
                    results.add(result);
                } else {
                    groups.set(group, groups.get(group) + ", " + filesystem.id());
                }
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.size(); i++) {
            text.append(text.isEmpty() ? "" : "; ")
                    .append(groups.get(i))
                    .append(": ")
                    .append(results.get(i));
        }
        return text.toString();
    }
}

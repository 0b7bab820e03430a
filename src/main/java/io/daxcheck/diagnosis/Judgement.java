package io.daxcheck.diagnosis;

import io.daxcheck.finding.Finding;
import io.daxcheck.rules.Answer;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.rules.NextMount;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.stack.pages.HazardRange;
import java.util.List;
import java.util.Map;

/**
 * What one candidate kernel makes of one stack.
 *
 * @param mount the kernel's answer to a filesystem on the top
 * @param hazards what can happen where the mount has DAX, worst first
 * @param bytesWith those of the top with each hazard
 * @param standing what mounting the filesystem on the top with dax gives; null where it knows no dax option
 * @param mounted what its files get in the mount that there is, by the option that it shows
 * @param next what each configured mount gives, in their order
 * @param findings why
 */
record Judgement(
        Answer mount,
        List<Hazard> hazards,
        Map<Hazard, Long> bytesWith,
        List<HazardRange> ranges,
        boolean rangesTruncated,
        Map<Filesystem, FilesystemOutcome> filesystems,
        FilesystemOutcome standing,
        NextMount mounted,
        List<NextMount> next,
        Verdict verdict,
        List<Finding> findings) {
    /** Bytes of the top that have a hazard. */
    long hazardBytes() {
        long bytes = 0;
        for (long each : bytesWith.values()) {
            bytes += each;
        }
        return bytes;
    }
}

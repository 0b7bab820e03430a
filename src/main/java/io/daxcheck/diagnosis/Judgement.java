package io.daxcheck.diagnosis;

import io.daxcheck.stack.Hazard;
import io.daxcheck.stack.HazardRange;
import java.util.List;
import java.util.Map;

/**
 * What one candidate kernel makes of one stack.
 *
 * @param mount the kernel's answer to a filesystem on the top
 * @param hazards what can happen where the mount has DAX, worst first
 * @param hazardBytes those of the top with a hazard
 * @param standing what mounting the filesystem on the top with dax gives; null where it knows no dax option
 * @param mounted what its files get in the mount that there is, by the option that it shows
 * @param next what each configured mount gives, in their order
 * @param findings why
 */
record Judgement(
        Answer mount,
        List<Hazard> hazards,
        long hazardBytes,
        List<HazardRange> ranges,
        boolean rangesTruncated,
        Map<Filesystem, FilesystemOutcome> filesystems,
        FilesystemOutcome standing,
        NextMount mounted,
        List<NextMount> next,
        Verdict verdict,
        List<Finding> findings) {}

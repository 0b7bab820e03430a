package io.daxcheck.diagnosis;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.rules.Answer;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.rules.NextMount;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.stack.pages.HazardRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one candidate kernel makes of one stack.
 *
 * @param mount the kernel's answer to a filesystem on the top
 * @param hazards what can happen where the mount has DAX, worst first
 * @param bytesWith those of the top with each hazard
 * @param onDevice what mounting the filesystem on the top with dax gives; empty where it is nothing that can be mounted
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
        Optional<FilesystemOutcome> onDevice,
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

    /** What the candidates found: the first one's findings, and as open what they do not agree on. */
    static List<Finding> findings(List<Judgement> judgements) {
        List<Finding> findings = new ArrayList<>();
        boolean agreed = areAgreed(judgements);
        Optional<Finding> open = Optional.empty();
        for (Finding finding : judgements.get(0).findings) {
            if (isFoundByAll(finding.code(), judgements)) {
                findings.add(finding);
            } else if (finding.code() == FindingCode.FILESYSTEM_NOT_MOUNTABLE) {
                open = Optional.of(finding);
            } else if (agreed || !isAnswer(finding)) {
                findings.add(finding);
            }
        }
        if (open.isPresent()) {
            findings.add(mayNotBeMountable(open.get()));
        }
        return findings;
    }

    /** Whether the verdict is the same in each. */
    static boolean areAgreed(List<Judgement> judgements) {
        for (Judgement judgement : judgements) {
            if (judgement.verdict != judgements.get(0).verdict) {
                return false;
            }
        }
        return true;
    }

    /** Whether a finding says what a mount does: not to be said where candidates differ about that. */
    private static boolean isAnswer(Finding finding) {
        return finding.severity() == Severity.HAZARD
                || finding.severity() == Severity.BLOCKER
                || finding.code() == FindingCode.SAME_AS_BELOW
                || finding.code() == FindingCode.DIFFERS_FROM_BELOW;
    }

    /** The worst of what makes the candidate's verdict; empty where nothing is wrong. */
    Optional<Finding> reason() {
        Optional<Finding> worst = Optional.empty();
        for (Finding finding : findings) {
            boolean isGrave = finding.severity() == Severity.HAZARD || finding.severity() == Severity.BLOCKER;
            if (isGrave && (worst.isEmpty() || Finding.WORST_FIRST.compare(finding, worst.get()) < 0)) {
                worst = Optional.of(finding);
            }
        }
        return worst;
    }

    private static boolean isFoundByAll(FindingCode code, List<Judgement> judgements) {
        for (Judgement judgement : judgements) {
            boolean isFound = false;
            for (Finding finding : judgement.findings) {
                isFound |= finding.code() == code;
            }
            if (!isFound) {
                return false;
            }
        }
        return true;
    }

    private static Finding mayNotBeMountable(Finding finding) {
        return new Finding(
                FindingCode.KERNEL_UNDECIDED,
                Severity.WARNING,
                finding.layer(),
                "what is known of the kernel leaves open whether it mounts what is on " + finding.layer() + ": "
                        + finding.message() + ", unless that was ported back",
                finding.evidence(),
                Remedy.advice("Mount it, or read the kernel's changelog"));
    }
}

package io.daxcheck.rules;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingSet;
import java.util.List;
import java.util.Optional;

/**
 * Yes, no or not known, with the findings that make it so. Of several conditions one "no" decides, also where others are not
 * known of the others; of several ways one "yes" does.
 *
 * @param because what makes it no, or which facts are missing; empty for yes
 */
public record Answer(Truth truth, List<Finding> because) {
    enum Truth {
        YES,
        NO,
        UNKNOWN
    }

    static final Answer YES = new Answer(Truth.YES, List.of());

    public Answer {
        because = List.copyOf(because);
    }

    public static Answer no(Finding finding) {
        return new Answer(Truth.NO, List.of(finding));
    }

    public static Answer unknown(Finding finding) {
        return new Answer(Truth.UNKNOWN, List.of(finding));
    }

    public boolean isYes() {
        return truth == Truth.YES;
    }

    public boolean isNo() {
        return truth == Truth.NO;
    }

    public boolean isUnknown() {
        return truth == Truth.UNKNOWN;
    }

    /** True, false, or empty where not known. */
    public Optional<Boolean> asBoolean() {
        return isUnknown() ? Optional.empty() : Optional.of(isYes());
    }

    Answer and(Answer other) {
        if (isYes() || other.isYes()) {
            return isYes() ? other : this;
        }
        return new All().add(this).add(other).answer();
    }

    /** Collects conditions that must all hold. */
    public static final class All {
        private final FindingSet against = new FindingSet();
        private final FindingSet missing = new FindingSet();
        private boolean no;
        private boolean unknown;

        public All add(Answer answer) {
            no |= answer.isNo();
            unknown |= answer.isUnknown();
            (answer.isNo() ? against : missing).addNew(answer.because());
            return this;
        }

        public Answer answer() {
            if (no) {
                return new Answer(Truth.NO, against.list());
            }
            return unknown ? new Answer(Truth.UNKNOWN, missing.list()) : YES;
        }
    }

    /** Collects ways of which one is enough. */
    public static final class Any {
        private final FindingSet against = new FindingSet();
        private final FindingSet missing = new FindingSet();
        private boolean yes;
        private boolean unknown;

        public Any add(Answer answer) {
            yes |= answer.isYes();
            unknown |= answer.isUnknown();
            (answer.isNo() ? against : missing).addNew(answer.because());
            return this;
        }

        public Answer answer() {
            if (yes) {
                return YES;
            }
            return unknown ? new Answer(Truth.UNKNOWN, missing.list()) : new Answer(Truth.NO, against.list());
        }
    }
}

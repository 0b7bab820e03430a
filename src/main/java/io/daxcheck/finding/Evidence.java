package io.daxcheck.finding;

import io.daxcheck.host.Fact;

/**
 * A fact that a finding rests on.
 *
 * @param fact as it was read, or what is wrong with it
 * @param source where it was read
 * @param logged whether it is a line that the kernel logged, which says the reason in the kernel's own words
 */
public record Evidence(String fact, String source, boolean logged) {
    /** A fact that is longer is cut: every stack of a host may cite the same one. */
    static final int MAX_CHARACTERS = 4_096;

    /** One that is no line of the log. */
    public Evidence(String fact, String source) {
        this(fact, source, false);
    }

    public Evidence {
        if (fact.length() > MAX_CHARACTERS) {
            fact = fact.substring(0, MAX_CHARACTERS - 1) + '…';
        }
    }

    public static Evidence of(Fact<?> fact) {
        if (fact instanceof Fact.Known<?> known) {
            return new Evidence(String.valueOf(known.content()), fact.source());
        }
        if (fact instanceof Fact.Unreadable<?> unreadable) {
            return new Evidence("unreadable: " + unreadable.reason(), fact.source());
        }
        return new Evidence("not there", fact.source());
    }
}

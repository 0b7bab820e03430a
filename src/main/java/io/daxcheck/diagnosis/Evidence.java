package io.daxcheck.diagnosis;

import io.daxcheck.host.Fact;

/**
 * A fact that a finding rests on.
 *
 * @param fact as it was read, or what is the matter with it
 * @param source where it was read
 */
public record Evidence(String fact, String source) {
    static Evidence of(Fact<?> fact) {
        if (fact instanceof Fact.Known<?> known) {
            return new Evidence(String.valueOf(known.content()), fact.source());
        }
        if (fact instanceof Fact.Unreadable<?> unreadable) {
            return new Evidence("unreadable: " + unreadable.reason(), fact.source());
        }
        return new Evidence("not there", fact.source());
    }
}

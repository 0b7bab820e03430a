package io.daxcheck.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code daxcheck explain} has a page for. None of the texts depends on a host. */
public sealed interface Explanation permits FindingCode, Topic {
    /** The constant's name in Java. */
    String name();

    /** As users write it, {@code raw-namespace}. */
    default String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A few words for a heading. */
    String title();

    /** The findings, then the topics, each in the order of its rows. */
    static List<Explanation> all() {
        List<Explanation> all = new ArrayList<>(List.of(FindingCode.values()));
        all.addAll(List.of(Topic.values()));
        return all;
    }

    /** The finding or topic with this code; empty where there is none. */
    static Optional<Explanation> of(String code) {
        for (Explanation explained : all()) {
            if (explained.code().equals(code)) {
                return Optional.of(explained);
            }
        }
        return Optional.empty();
    }
}

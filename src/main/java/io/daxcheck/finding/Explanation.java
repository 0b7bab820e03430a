package io.daxcheck.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code daxcheck explain} has a page for. None of the texts depends on a host. */
public sealed interface Explanation permits FindingCode, Topic {
    /** As users write it, {@code raw-namespace}. */
    String code();

    /** A few words for a heading. */
    String title();

    /** Why Linux does so. */
    String why();

    /** How to see it by hand. */
    String confirm();

    /** What to do about it. */
    String fix();

    /** What is lost by doing so: data, time, a feature, speed. */
    String cost();

    /** Kernel file, function or commit that it rests on; {@link #NO_SOURCE} where it rests on none. */
    String kernelSource();

    /** Stands in the place of a kernel source. */
    String NO_SOURCE = "-";

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

    /** The finding or topic that one who mistyped this most likely meant. */
    static Explanation nearest(String text) {
        return Spelling.nearest(text, all());
    }
}

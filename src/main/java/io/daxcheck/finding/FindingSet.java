package io.daxcheck.finding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Findings in the order in which they were made, as a rule each reason for each layer once: a table of 100,000 targets that all
 * fail for one reason has one finding, not 100,000.
 */
public final class FindingSet implements Iterable<Finding> {
    private final List<Finding> findings = new ArrayList<>();

    /** Code and layer of each, as one text: texts stay fast in a hash table even where an attacker chose their hashes. */
    private final Set<String> known = new HashSet<>();

    /** Adds a finding in any case. */
    public void add(Finding finding) {
        known.add(key(finding));
        findings.add(finding);
    }

    /** Adds a finding unless there is one with its code and its layer. */
    public void addNew(Finding finding) {
        if (known.add(key(finding))) {
            findings.add(finding);
        }
    }

    /** Adds those that there are none like. */
    public void addNew(List<Finding> more) {
        for (Finding finding : more) {
            addNew(finding);
        }
    }

    private static String key(Finding finding) {
        return finding.code().code() + ' ' + finding.layer();
    }

    public List<Finding> list() {
        return List.copyOf(findings);
    }

    @Override
    public Iterator<Finding> iterator() {
        return findings.iterator();
    }
}

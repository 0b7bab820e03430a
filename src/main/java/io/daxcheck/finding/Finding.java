package io.daxcheck.finding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A problem of a stack or a host, or a note about it.
 *
 * @param place what it is about
 * @param message what is the matter there, in a sentence
 * @param evidence the facts it rests on
 * @param remedy {@link Remedy#NONE} where there is nothing to do
 * @param grounds how sure the rule is that it follows from
 * @param silenced whether it is one that the site knows of and wants no alarm for
 */
public record Finding(
        FindingCode code,
        Severity severity,
        Place place,
        String message,
        List<Evidence> evidence,
        Remedy remedy,
        Grounds grounds,
        boolean silenced) {
    /** A message is cut that is longer: the directory that something is mounted on may have any length. */
    static final int MAX_CHARACTERS = 4_096;

    public static final Comparator<Finding> WORST_FIRST = new WorstFirst();

    private static final class WorstFirst implements Comparator<Finding> {
        @Override
        public int compare(Finding one, Finding other) {
            return one.severity.compareTo(other.severity);
        }
    }

    public Finding {
        evidence = List.copyOf(evidence);
        Objects.requireNonNull(remedy);
        if (message.length() > MAX_CHARACTERS) {
            message = message.substring(0, MAX_CHARACTERS - 1) + '…';
        }
    }

    /** One that nobody has silenced, about a place. */
    public Finding(
            FindingCode code, Severity severity, Place place, String message, List<Evidence> evidence, Remedy remedy) {
        this(code, severity, place, message, evidence, remedy, Grounds.SOURCE, false);
    }

    /** One that nobody has silenced, about a whole layer. */
    public Finding(
            FindingCode code, Severity severity, String layer, String message, List<Evidence> evidence, Remedy remedy) {
        this(code, severity, Place.of(layer), message, evidence, remedy, Grounds.SOURCE, false);
    }

    /** Name of the device, namespace or region that it is about. */
    public String layer() {
        return place.layer();
    }

    public boolean hasRemedy() {
        return !remedy.text().isEmpty();
    }

    public Finding as(Severity other) {
        return new Finding(code, other, place, message, evidence, remedy, grounds, silenced);
    }

    public Finding asSilenced() {
        return new Finding(code, severity, place, message, evidence, remedy, grounds, true);
    }

    /** The same, with another remedy. */
    public Finding withRemedy(Remedy other) {
        return new Finding(code, severity, place, message, evidence, other, grounds, silenced);
    }

    /** The same, from a rule that is as sure as this. */
    public Finding on(Grounds other) {
        return new Finding(code, severity, place, message, evidence, remedy, other, silenced);
    }

    /** The same, resting on more. */
    public Finding withEvidence(List<Evidence> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Evidence> all = new ArrayList<>(evidence);
        all.addAll(more);
        return new Finding(code, severity, place, message, all, remedy, grounds, silenced);
    }
}

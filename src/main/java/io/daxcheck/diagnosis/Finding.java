package io.daxcheck.diagnosis;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing that is the matter with a stack or a host.
 *
 * @param layer name of the device, namespace or region at fault
 * @param message what is the matter there, in a sentence
 * @param evidence the facts it rests on
 * @param remedy null where there is nothing to do
 */
public record Finding(
        FindingCode code, Severity severity, String layer, String message, List<Evidence> evidence, Remedy remedy) {
    public Finding {
        evidence = List.copyOf(evidence);
    }

    Finding as(Severity other) {
        return new Finding(code, other, layer, message, evidence, remedy);
    }

    /** The same, resting on more. */
    Finding withEvidence(List<Evidence> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Evidence> all = new ArrayList<>(evidence);
        all.addAll(more);
        return new Finding(code, severity, layer, message, all, remedy);
    }

    boolean isSameAs(Finding other) {
        return code == other.code && layer.equals(other.layer);
    }
}

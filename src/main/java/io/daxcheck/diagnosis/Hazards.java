package io.daxcheck.diagnosis;

import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.stack.pages.HazardRange;
import io.daxcheck.stack.pages.PageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What can happen to the data of a stack where a mount has DAX.
 *
 * @param kinds worst first
 * @param bytes those with each kind
 * @param truncated whether there are more ranges than are listed
 * @param unknown whether there are pages whose hazards are not known
 */
record Hazards(
        List<Hazard> kinds, Map<Hazard, Long> bytes, List<HazardRange> ranges, boolean truncated, boolean unknown) {
    static final Hazards NONE = new Hazards(List.of(), Map.of(), List.of(), false, false);
    static final Hazards UNKNOWN = new Hazards(List.of(), Map.of(), List.of(), false, true);

    static Hazards of(PageModel.Result result) {
        List<Hazard> kinds = new ArrayList<>();
        for (Hazard hazard : Hazard.values()) {
            if (result.bytes().containsKey(hazard)) {
                kinds.add(hazard);
            }
        }
        return new Hazards(kinds, result.bytes(), result.ranges(), result.truncated(), result.unknown());
    }

    /** The same with what can happen on another device too; the ranges and the bytes stay those of this one. */
    Hazards andKindsOf(Hazards other) {
        List<Hazard> all = new ArrayList<>();
        for (Hazard hazard : Hazard.values()) {
            if (kinds.contains(hazard) || other.kinds.contains(hazard)) {
                all.add(hazard);
            }
        }
        return new Hazards(all, bytes, ranges, truncated, unknown || other.unknown);
    }

    /** Every access to these sectors fails. */
    static Hazards errors(long sectors) {
        return new Hazards(
                List.of(Hazard.ERROR),
                Map.of(Hazard.ERROR, sectors * 512),
                sectors == 0 ? List.of() : List.of(new HazardRange(Hazard.ERROR, 0, sectors)),
                false,
                false);
    }
}

package io.daxcheck.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ordered steps from the state that was read to a filesystem that mounts with dax.
 *
 * @param steps in order, each alternative behind the step that it can take the place of; empty where there is nothing to do
 * @param leadsToDax whether they lead there; where not, the steps say what to ask for
 */
public record Plan(List<Step> steps, boolean leadsToDax) {
    /** Chosen, it takes the place of everything. */
    static final String WITHOUT_DAX = "without-dax";

    public Plan {
        steps = List.copyOf(steps);
    }

    static Plan asking(Step... steps) {
        return new Plan(List.of(steps), false);
    }

    /**
     * The steps that are carried out.
     *
     * @param chosen id of an alternative; empty for the plan's own way
     * @return empty where the plan has no such alternative
     */
    public Optional<List<Step>> chosen(Optional<String> chosen) {
        List<Step> way = new ArrayList<>();
        Optional<Step> alternative = Optional.empty();
        for (Step step : steps) {
            if (step.alternativeTo().isEmpty()) {
                way.add(step);
            } else if (chosen.isPresent() && step.id().equals(chosen.get())) {
                alternative = Optional.of(step);
            }
        }
        if (chosen.isEmpty()) {
            return Optional.of(way);
        }
        if (alternative.isEmpty()) {
            return Optional.empty();
        }
        if (alternative.get().id().equals(WITHOUT_DAX)) {
            return Optional.of(List.of(alternative.get()));
        }
        for (int i = 0; i < way.size(); i++) {
            if (way.get(i).id().equals(alternative.get().alternativeTo().orElseThrow())) {
                way.set(i, alternative.get());
            }
        }
        return Optional.of(way);
    }
}

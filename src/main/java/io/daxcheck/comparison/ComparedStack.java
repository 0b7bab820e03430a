package io.daxcheck.comparison;

import io.daxcheck.diagnosis.StackReport;
import java.util.List;
import java.util.Optional;

/**
 * One device in both captures, with everything below it.
 *
 * @param before what is said of it in the old capture; empty where the device does not exist there
 * @param after what is said of it in the new capture; empty where the device does not exist there
 * @param answers those that differ; empty where the device is in one of the captures only
 * @param facts everything that differs in its layers, and of the host
 */
public record ComparedStack(
        Optional<StackReport> before, Optional<StackReport> after, List<AnswerChange> answers, List<FactChange> facts) {
    public ComparedStack {
        answers = List.copyOf(answers);
        facts = List.copyOf(facts);
    }

    /** How a stack fared. */
    public enum State {
        CHANGED("changed"),
        UNCHANGED("unchanged"),
        /** Only in the new capture. */
        NEW("new"),
        /** Only in the old capture. */
        GONE("gone");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** As JSON has it. */
        public String id() {
            return word;
        }
    }

    public State state() {
        if (before.isEmpty()) {
            return State.NEW;
        }
        if (after.isEmpty()) {
            return State.GONE;
        }
        return answers.isEmpty() ? State.UNCHANGED : State.CHANGED;
    }

    /** What is said of it now, or was said of it last. */
    public StackReport latest() {
        return after.or(() -> before).orElseThrow();
    }
}

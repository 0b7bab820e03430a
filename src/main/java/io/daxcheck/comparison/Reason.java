package io.daxcheck.comparison;

import java.util.List;

/**
 * Why an answer differs.
 *
 * @param facts the facts of which {@code how} speaks; empty where no fact of the stack differs
 */
public record Reason(How how, List<FactChange> facts) {
    public Reason {
        facts = List.copyOf(facts);
    }

    /** What was shown by judging the old host with facts of the new one. */
    public enum How {
        /** With this one fact of the new capture, the old host gets the new answer. With no other single one it does. */
        ALONE("alone"),
        /** Each of these facts is enough by itself. */
        EACH("each"),
        /** With all of these facts the old host gets the new answer; with one of them less it does not. */
        TOGETHER("together"),
        /** It could not be shown; the facts are all those of the stack that differ. */
        UNDETERMINED("undetermined");

        private final String word;

        How(String word) {
            this.word = word;
        }

        /** As JSON has it. */
        public String id() {
            return word;
        }
    }
}

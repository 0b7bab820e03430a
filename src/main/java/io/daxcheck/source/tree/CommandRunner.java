package io.daxcheck.source.tree;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs a command of this host, without a shell; a test has its own. */
interface CommandRunner {
    /**
     * Runs a command to its end, with an empty input and in the C locale.
     *
     * @param program where it is
     * @param arguments what follows its name
     * @param limit how long it may take
     * @param maxBytes most bytes of output that it may write
     */
    Outcome run(Path program, List<String> arguments, Duration limit, int maxBytes);

    /** How a command ended. */
    sealed interface Outcome {
        /**
         * It ended by itself.
         *
         * @param status exit status, 0 where all went well
         * @param output its standard output
         * @param firstErrorLine the first line of its standard error; empty where there was none
         */
        @SuppressWarnings("ArrayRecordComponent") // read once; never compared
        record Ended(int status, byte[] output, String firstErrorLine) implements Outcome {}

        /** It gave no answer in time, and was killed. */
        record TimedOut() implements Outcome {}

        /** It could not be started, or its output not be read. */
        record Failed(String reason) implements Outcome {}
    }
}

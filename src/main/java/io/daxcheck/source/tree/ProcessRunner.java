package io.daxcheck.source.tree;

import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command as a process of the operating system. */
final class ProcessRunner implements CommandRunner {
    /** Enough for the first line of an error message. */
    private static final int MAX_ERROR_BYTES = 16 * 1024;

    @Override
    public Outcome run(Path program, List<String> arguments, Duration limit, int maxBytes) {
        List<String> command = new ArrayList<>(arguments.size() + 1);
        command.add(program.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("LC_ALL", "C");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Outcome.Failed("cannot be started: " + FileBytes.reason(e));
        }
        try {
            process.getOutputStream().close();
            return outcome(process, limit, maxBytes);
        } catch (IOException e) {
            return new Outcome.Failed(FileBytes.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed("interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static Outcome outcome(Process process, Duration limit, int maxBytes) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Drain output = new Drain(process.getInputStream(), maxBytes);
        Drain errors = new Drain(process.getErrorStream(), MAX_ERROR_BYTES);
        output.start();
        errors.start();
        if (!output.awaitEnd(deadline)
                || !errors.awaitEnd(deadline)
                || !process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return new Outcome.TimedOut();
        }
        if (!output.failure.isEmpty()) {
            return new Outcome.Failed(output.failure);
        }
        Lines lines = new Lines(Utf8.decode(errors.kept));
        String firstErrorLine = lines.next() ? OneLine.of(lines.line().strip()) : "";
        return new Outcome.Ended(process.exitValue(), output.kept, firstErrorLine);
    }

    /**
     * Reads one stream of a process to its end, so that the process never waits for us. A thread, because a read from
     * a pipe has no time limit; a daemon, because the process may be one that cannot be killed.
     */
    private static final class Drain extends Thread {
        private final InputStream stream;
        private final int maxBytes;
        private byte[] kept = {};
        private String failure = "";

        private Drain(InputStream stream, int maxBytes) {
            super("command output");
            this.stream = stream;
            this.maxBytes = maxBytes;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                kept = stream.readNBytes(maxBytes);
                long dropped = stream.skip(Long.MAX_VALUE);
                while (stream.read() >= 0) {
                    dropped += 1 + stream.skip(Long.MAX_VALUE);
                }
                if (dropped > 0) {
                    failure = "more than " + maxBytes + " bytes of output";
                }
            } catch (IOException e) {
                failure = FileBytes.reason(e);
            }
        }

        /** Whether the stream has ended before the deadline; its fields may be read only after that. */
        private boolean awaitEnd(long deadline) throws InterruptedException {
            join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            return !isAlive();
        }
    }
}

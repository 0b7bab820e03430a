package io.daxcheck.cli;

/** What is going on, on one line of a terminal where standard error is one; nothing elsewhere. */
final class ProgressLine {
    private static final int WIDTH = 60;

    private final Environment environment;

    ProgressLine(Environment environment) {
        this.environment = environment;
    }

    /** Shows this instead of what was shown before. */
    void show(String what) {
        String shown = what.substring(0, Math.min(what.length(), WIDTH));
        print("daxcheck: " + shown + " ".repeat(WIDTH - shown.length()));
    }

    /** Leaves the line empty, for what is printed next. */
    void clear() {
        print(" ".repeat("daxcheck: ".length() + WIDTH) + '\r');
    }

    private void print(String line) {
        if (environment.errOnTerminal()) {
            environment.err().print('\r' + line);
            environment.err().flush();
        }
    }
}

package io.daxcheck.cli;

import io.daxcheck.report.data.NagiosReport;
import picocli.CommandLine;

/** What {@code --format nagios} changes for everything else: a monitoring system reads one stream and four states. */
final class Plugin {
    private static final String NAME = "nagios";
    private static final String OPTION = "--format";

    static final int UNKNOWN = NagiosReport.State.UNKNOWN.status();

    private Plugin() {}

    /** Whether a command line asks for it, even one that cannot be understood as a whole. */
    static boolean isAskedFor(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals(OPTION + "=" + NAME)
                    || (arguments[i].equals(NAME) && i > 0 && arguments[i - 1].equals(OPTION))) {
                return true;
            }
        }
        return false;
    }

    /** Says on standard output, which alone is looked at, why there is no answer; returns the exit status. */
    static int fail(Environment environment, String reason) {
        environment.out().print(NagiosReport.failure(environment.terminal(ColorMode.never), reason));
        return UNKNOWN;
    }

    /** Help is no answer about a service: the guidelines for plugins want it to be unknown. */
    static void setHelpStatus(CommandLine command) {
        command.getCommandSpec().exitCodeOnUsageHelp(UNKNOWN).exitCodeOnVersionHelp(UNKNOWN);
    }
}

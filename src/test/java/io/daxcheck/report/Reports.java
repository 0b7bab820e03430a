package io.daxcheck.report;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.host.Host;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.report.text.TextReport;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.source.Examples;
import io.daxcheck.source.bundle.Answers;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.InputException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Reports on bundled examples and on hosts made for a test. */
public final class Reports {
    public static final List<String> EXAMPLES = Examples.list()
            .lines()
            .map(line -> line.substring(0, line.indexOf(' ')))
            .toList();

    private Reports() {}

    public static HostReport example(String name) {
        try {
            return of(HostReader.read(Examples.open(Examples.PREFIX + name, Answers.NONE)));
        } catch (InputException e) {
            throw new AssertionError(e);
        }
    }

    public static HostReport of(Host host) {
        HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
        return diagnosis.judge(diagnosis.stacks(false));
    }

    /** A stack of hundreds of levels, with as much room on the call stack as the launcher gives. */
    public static HostReport deep(Host host) {
        AtomicReference<HostReport> report = new AtomicReference<>();
        Thread thread = new Thread(null, () -> report.set(of(host)), "deep", 4 << 20);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return report.get();
    }

    public static String text(HostReport report, Terminal terminal, boolean verbose) {
        return new TextReport(terminal, EnumSet.allOf(Filesystem.class), verbose, List.of()).of(report);
    }
}

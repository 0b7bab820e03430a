package io.daxcheck.report;

import io.daxcheck.diagnosis.Filesystem;
import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.host.Host;
import io.daxcheck.source.Examples;
import io.daxcheck.source.HostReader;
import io.daxcheck.source.InputException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Reports on bundled examples and on hosts made for a test. */
final class Reports {
    static final List<String> EXAMPLES = Examples.list()
            .lines()
            .map(line -> line.substring(0, line.indexOf(' ')))
            .toList();

    private Reports() {}

    static HostReport example(String name) {
        try {
            return of(HostReader.read(Examples.open(Examples.PREFIX + name)));
        } catch (InputException e) {
            throw new AssertionError(e);
        }
    }

    static HostReport of(Host host) {
        HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
        return diagnosis.judge(diagnosis.stacks(false));
    }

    /** A stack of hundreds of levels, with as much room on the call stack as the launcher gives. */
    static HostReport deep(Host host) {
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

    static String text(HostReport report, Terminal terminal, boolean verbose) {
        return new TextReport(terminal, EnumSet.allOf(Filesystem.class), verbose, List.of()).of(report);
    }
}

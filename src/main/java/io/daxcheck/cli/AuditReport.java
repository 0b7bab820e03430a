package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.fleet.CaptureJudge;
import io.daxcheck.report.data.JsonReport;
import io.daxcheck.report.html.AuditHtml;
import io.daxcheck.report.html.HtmlReport;
import io.daxcheck.report.text.AuditTable;
import io.daxcheck.rules.Filesystem;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What an audit writes, as its captures are judged one after the other. */
interface AuditReport extends AutoCloseable {
    /** Returns what a worker writes of a report as soon as it is judged; empty where that is nothing. */
    String written(HostReport report);

    /** Adds a capture, judged or not, in the order of the audit. */
    void add(CaptureJudge.Result result) throws IOException;

    /** Writes what needs all captures. */
    void end() throws IOException;

    /** Whether nobody reads the rest, or it cannot be written. */
    boolean isBroken();

    @Override
    void close() throws IOException;

    /** A table; nothing at all with {@code quiet}. */
    static AuditReport text(Output output, AuditTable table, boolean quiet) {
        return new OnePage(output) {
            @Override
            public void add(CaptureJudge.Result result) {
                if (result instanceof CaptureJudge.Judged judged) {
                    table.add(judged.report());
                } else {
                    table.addUnreadable();
                }
            }

            @Override
            void print() {
                output.print(quiet ? "" : table.text());
            }
        };
    }

    /** A line of JSON for each capture, as soon as it is judged. */
    static AuditReport lines(Output output, Set<Filesystem> filesystems) {
        return new OnePage(output) {
            @Override
            public String written(HostReport report) {
                return JsonReport.of(report, filesystems);
            }

            @Override
            public void add(CaptureJudge.Result result) {
                output.printData(CaptureJudge.line(result) + "\n");
            }

            @Override
            void print() {}
        };
    }

    /** The overview as one HTML page. */
    static AuditReport html(Output output) {
        AuditHtml overview = new AuditHtml();
        return new OnePage(output) {
            @Override
            public void add(CaptureJudge.Result result) {
                if (result instanceof CaptureJudge.Judged judged) {
                    overview.add(judged.report());
                } else if (result instanceof CaptureJudge.Failed failed) {
                    overview.addUnreadable(failed.source(), failed.error());
                }
            }

            @Override
            void print() {
                overview.write(output::printData);
            }
        };
    }

    /** The overview and a page for each host, in a directory. */
    static AuditReport pages(OutputDirectory directory, Set<Filesystem> filesystems, Instant checked) {
        return new Pages(directory, filesystems, checked);
    }

    /** Goes to one file or to standard output. */
    abstract class OnePage implements AuditReport {
        private final Output output;

        private OnePage(Output output) {
            this.output = output;
        }

        @Override
        public String written(HostReport report) {
            return "";
        }

        abstract void print();

        @Override
        public void end() {
            print();
            output.complete();
        }

        @Override
        public boolean isBroken() {
            return output.isBroken();
        }

        @Override
        public void close() throws IOException {
            output.close();
        }
    }

    /** {@code index.html}, and {@code hosts/HOSTNAME.html} for each host. */
    final class Pages implements AuditReport {
        private static final String OVERVIEW = "index.html";
        private static final String HOSTS = "hosts";
        private static final int MAX_NAME = 100;

        private final OutputDirectory directory;
        private final Set<Filesystem> filesystems;
        private final Instant checked;
        private final AuditHtml overview = new AuditHtml();
        private final Set<String> names = new HashSet<>();

        private Pages(OutputDirectory directory, Set<Filesystem> filesystems, Instant checked) {
            this.checked = checked;
            this.directory = directory;
            this.filesystems = filesystems;
        }

        @Override
        public String written(HostReport report) {
            return HtmlReport.of(report, filesystems, checked, Optional.of("../" + OVERVIEW));
        }

        @Override
        public void add(CaptureJudge.Result result) throws IOException {
            if (result instanceof CaptureJudge.Failed failed) {
                overview.addUnreadable(failed.source(), failed.error());
            } else if (result instanceof CaptureJudge.Judged judged) {
                String page = HOSTS + "/" + name(judged.report()) + ".html";
                directory.write(page, out -> out.accept(judged.text()));
                overview.add(judged.report(), page);
            }
        }

        /** The hostname in letters, digits, dots and dashes that every file system and URL takes, made unique by a number. */
        private String name(HostReport report) {
            StringBuilder plain = new StringBuilder();
            String hostname = report.host().hostname().value().orElse("");
            for (int i = 0; i < Math.min(MAX_NAME, hostname.length()); i++) {
                char c = hostname.charAt(i);
                boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                plain.append(letter || c == '-' || (c == '.' && i > 0) ? c : '_');
            }
            String base = plain.isEmpty() ? "host" : plain.toString();
            String name = base;
            // A disk that ignores the case of names must not lose a page.
            for (int i = 2; !names.add(name.toLowerCase(Locale.ROOT)); i++) {
                name = base + "_" + i;
            }
            return name;
        }

        @Override
        public void end() throws IOException {
            directory.write(OVERVIEW, overview::write);
            directory.complete();
        }

        @Override
        public boolean isBroken() {
            return false;
        }

        @Override
        public void close() throws IOException {
            directory.close();
        }
    }
}

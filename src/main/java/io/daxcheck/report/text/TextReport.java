package io.daxcheck.report.text;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Superblock;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.Wording;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The report for a person: one line a stack, and for what is not all right the stack as a tree, the faulty layer marked
 * in it, why, and what to type next.
 */
public final class TextReport {
    private static final String INDENT = "        ";

    private final Terminal terminal;
    private final Set<Filesystem> filesystems;
    private final boolean verbose;
    private final List<String> named;
    private final StringBuilder out = new StringBuilder();

    /**
     * @param filesystems those to answer for
     * @param verbose whether also to say what is all right, and what everything rests on
     * @param named what the user named; what else is good to know of the host is then left out
     */
    public TextReport(Terminal terminal, Set<Filesystem> filesystems, boolean verbose, List<String> named) {
        this.terminal = terminal;
        this.filesystems = filesystems;
        this.verbose = verbose;
        this.named = List.copyOf(named);
    }

    /** The whole text, with a line end at its end. */
    public String of(HostReport report) {
        out.setLength(0);
        if (!report.stacks().isEmpty() || named.isEmpty()) {
            header(report);
            line("");
        }
        for (StackReport stack : report.stacks()) {
            if (!verbose && stack.effectiveVerdict() == Verdict.SUPPORTED) {
                stack(stack, report);
            }
        }
        for (StackReport stack : report.stacks()) {
            if (verbose || stack.effectiveVerdict() != Verdict.SUPPORTED) {
                stack(stack, report);
            }
        }
        List<Finding> beside = new ArrayList<>();
        for (Finding finding : report.unplaced()) {
            if (verbose || isWanted(finding)) {
                beside.add(finding);
            }
        }
        unplaced(beside);
        return out.toString();
    }

    /** Whether a finding beside the stacks is shown: to one who named something, only if it matters or is about it. */
    private boolean isWanted(Finding finding) {
        return named.isEmpty()
                || finding.severity() != Severity.INFO
                || finding.layer().equals("kernel")
                || named.contains(finding.layer());
    }

    // ---------------------------------------------------------------------------------------------- header

    private void header(HostReport report) {
        Host host = report.host();
        String dot = " " + terminal.glyph("·", "-") + " ";
        StringBuilder line = new StringBuilder();
        String name = host.hostname().value().orElse("");
        line.append(name.isEmpty() ? "a host without a name" : name);
        line.append(dot);
        line.append(Wording.kernel(report));
        line.append(dot)
                .append(host.architecture().value().orElse("architecture unknown"))
                .append(", ")
                .append(
                        host.pageSize() instanceof Fact.Known<Integer> size
                                ? Sizes.bytes(size.content()) + " pages"
                                : "page size unknown");
        line.append(dot).append(Wording.counts(report.stacks()));
        wrapped("", INDENT, line.toString());
        if (report.stacks().isEmpty()) {
            wrapped("", "", Wording.noStack(host));
        }
    }

    // ----------------------------------------------------------------------------------------------- stack

    private void stack(StackReport report, HostReport host) {
        BlockDevice top = report.stack().top();
        boolean explain = verbose || report.effectiveVerdict() != Verdict.SUPPORTED || Wording.needsAction(report);
        if (explain && !endsWithBlankLine()) {
            line("");
        }
        String word = terminal.colored(color(report.effectiveVerdict()), padded(word(report.effectiveVerdict())));
        String size = top.sizeSectors() instanceof Fact.Known<Long> sectors
                ? Sizes.bytes(sectors.content() * 512)
                : "size unknown";
        String device = terminal.text(DevicePath.of(top)) + "  " + size;
        String outcomes = outcomes(report);
        out.append(word);
        if (INDENT.length() + device.length() + 2 + outcomes.length() <= terminal.columns()) {
            line(device + "  " + outcomes);
        } else {
            line(device);
            wrapped(INDENT, INDENT, outcomes);
        }
        standing(report);
        configured(report);
        if (explain) {
            List<Finding> shown = new ArrayList<>();
            for (Finding finding : report.findings()) {
                if (verbose || finding.severity() != Severity.INFO) {
                    shown.add(finding);
                }
            }
            int columns = terminal.columns() - INDENT.length();
            StackTree tree = new StackTree(terminal, columns, host.graph(), report.findings());
            for (String treeLine : tree.of(report.stack())) {
                line(INDENT + treeLine);
            }
            for (Finding finding : shown) {
                finding(finding);
            }
            for (Finding finding : report.findings()) {
                if (finding.severity() == Severity.INFO && !verbose) {
                    wrapped(INDENT + "note  ", INDENT + "      ", message(finding));
                }
            }
        }
        if (verbose) {
            wrapped(
                    INDENT,
                    INDENT + "      ",
                    "basis " + report.basis().word() + ", queue/dax " + Wording.flag(report.observed()) + ", predicted "
                            + Wording.flag(report.predicted()));
        }
    }

    private static String padded(String word) {
        return word + INDENT.substring(word.length());
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case SUPPORTED -> "OK";
            case UNSUPPORTED -> "NO";
            case UNSAFE -> "UNSAFE";
            case UNKNOWN -> "UNKNOWN";
        };
    }

    private static int color(Verdict verdict) {
        return switch (verdict) {
            case SUPPORTED -> 32;
            case UNSUPPORTED -> 33;
            case UNSAFE -> 31;
            case UNKNOWN -> 35;
        };
    }

    /** {@code ext4 dax · xfs mounts, DAX silently off}: those that decide, and others where they were asked for. */
    private String outcomes(StackReport report) {
        StringBuilder text = new StringBuilder();
        for (Filesystem filesystem : Filesystem.values()) {
            boolean asked = filesystem.decides() || filesystems.size() < Filesystem.values().length || verbose;
            if (filesystems.contains(filesystem) && asked) {
                text.append(text.isEmpty() ? "" : " " + terminal.glyph("·", "-") + " ")
                        .append(filesystem.word())
                        .append(' ')
                        .append(Wording.outcome(report.filesystems().get(filesystem), report.verdict()));
            }
        }
        return text.toString();
    }

    private void standing(StackReport report) {
        if (report.asStanding().isEmpty()) {
            return;
        }
        FilesystemOnDevice standing = report.asStanding().get();
        Superblock superblock = standing.superblock();
        StringBuilder text = new StringBuilder("on it: ").append(superblock.type());
        if (superblock.blockSize() > 0) {
            text.append(", blocks of ").append(Sizes.bytes(superblock.blockSize()));
        }
        if (!superblock.complete()) {
            text.append(" (by ").append(standing.source()).append(')');
        } else if (!superblock.features().isEmpty()) {
            text.append(" (").append(String.join(" ", superblock.features())).append(')');
        }
        if (standing.asMountable().isPresent()) {
            text.append(": mount -o dax: ").append(Wording.outcome(standing.outcome(), report.verdict()));
        }
        if (standing.asMounted().isPresent()) {
            text.append("; mounted on ")
                    .append(standing.mounted().target())
                    .append(", DAX active: ")
                    .append(standing.mounted().daxActive().word());
        }
        wrapped(INDENT, INDENT + "  ", text.toString());
    }

    /** What is configured to be mounted; of what asks for no DAX only where everything is told. */
    private void configured(StackReport report) {
        for (ConfiguredFilesystem filesystem : report.configured()) {
            if (verbose || filesystem.daxRequested()) {
                String options = filesystem.mount().options().isEmpty()
                        ? "defaults"
                        : String.join(",", filesystem.mount().options());
                wrapped(
                        INDENT,
                        INDENT + "  ",
                        filesystem.mount().source() + ": " + filesystem.mount().target() + " " + options
                                + "; DAX after the next mount: "
                                + filesystem.next().word());
            }
        }
    }

    // ------------------------------------------------------------------------------------------- findings

    private void finding(Finding finding) {
        String label = switch (finding.severity()) {
            case BLOCKER, HAZARD -> "why   ";
            case WARNING -> "warn  ";
            case INFO -> "note  ";
        };
        wrapped(INDENT + label, INDENT + "      ", message(finding));
        evidence(finding);
        if (finding.remedy() != null) {
            String warning = finding.remedy().destructive() ? " (destroys the data there)" : "";
            wrapped(INDENT + "next  ", INDENT + "      ", finding.remedy().text() + warning);
            for (String command : finding.remedy().commands()) {
                line(INDENT + "      $ " + terminal.text(command));
            }
        }
    }

    /** What the kernel said of it is shown always, the other facts where everything is. */
    private void evidence(Finding finding) {
        for (Evidence evidence : finding.evidence()) {
            if (verbose || evidence.logged()) {
                wrapped(INDENT + "      ", INDENT + "        ", evidence.source() + ": " + evidence.fact());
            }
        }
    }

    private static String message(Finding finding) {
        return finding.message() + "  " + finding.code().code() + (finding.silenced() ? " (silenced)" : "");
    }

    private void unplaced(List<Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        if (!out.isEmpty()) {
            line("");
        }
        for (Finding finding : findings) {
            String label = finding.severity() == Severity.INFO ? "note    " : "also    ";
            wrapped(label, INDENT, message(finding));
            if (verbose || finding.severity() != Severity.INFO) {
                evidence(finding);
            }
            if (finding.remedy() != null && (verbose || finding.severity() != Severity.INFO)) {
                String warning = finding.remedy().destructive() ? " (destroys the data there)" : "";
                wrapped(INDENT + "next  ", INDENT + "      ", finding.remedy().text() + warning);
                for (String command : finding.remedy().commands()) {
                    line(INDENT + "      $ " + terminal.text(command));
                }
            }
        }
    }

    // ----------------------------------------------------------------------------------------------- lines

    private boolean endsWithBlankLine() {
        int length = out.length();
        return length >= 2 && out.charAt(length - 1) == '\n' && out.charAt(length - 2) == '\n';
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void wrapped(String first, String next, String text) {
        out.append(Wrapping.wrap(first, next, terminal.text(text), terminal.columns()));
    }
}

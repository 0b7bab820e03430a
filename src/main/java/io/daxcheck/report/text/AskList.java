package io.daxcheck.report.text;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.rules.NextMount;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The read-only commands whose output settles what is unknown of a host, to be sent to its owner: those of the findings
 * that name a missing fact, of stacks that could not be judged, each once.
 */
public final class AskList {
    private static final Set<FindingCode> MISSING = EnumSet.of(
            FindingCode.FACT_MISSING,
            FindingCode.DM_TABLE_MISSING,
            FindingCode.DM_TABLE_INCONSISTENT,
            FindingCode.LEG_NOT_FOUND,
            FindingCode.KERNEL_UNDECIDED);

    private AskList() {}

    /** A line for each command, with its line end; empty where nothing is unknown. */
    public static String of(Terminal terminal, HostReport report) {
        Set<String> commands = new LinkedHashSet<>();
        for (StackReport stack : report.stacks()) {
            if (isUnknown(stack)) {
                for (Finding finding : stack.findings()) {
                    if (MISSING.contains(finding.code()) && finding.hasRemedy()) {
                        commands.addAll(finding.remedy().commands());
                    }
                }
            }
        }
        StringBuilder text = new StringBuilder();
        for (String command : commands) {
            text.append(terminal.text(command)).append('\n');
        }
        return text.toString();
    }

    private static boolean isUnknown(StackReport stack) {
        boolean unknown = stack.verdict() == Verdict.UNKNOWN;
        Optional<FilesystemOnDevice> onDevice = stack.onDevice();
        if (onDevice.isPresent() && onDevice.get().outcome().isPresent()) {
            unknown |= onDevice.get().outcome().get().mount() == MountOutcome.UNKNOWN;
        }
        for (ConfiguredFilesystem filesystem : stack.configured()) {
            unknown |= filesystem.next() == NextMount.UNKNOWN;
        }
        return unknown;
    }
}

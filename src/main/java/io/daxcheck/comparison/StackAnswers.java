package io.daxcheck.comparison;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.report.Wording;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.stack.pages.Hazard;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The answers about one stack, each in a few words that can be compared. */
final class StackAnswers {
    static final String NONE = "none";
    static final String EFFECTIVE = "effectiveVerdict";
    static final String CAUSE = "cause";

    private StackAnswers() {}

    /**
     * The answers by their names.
     *
     * @param names kernel names of this host's devices to those that both hosts share
     */
    static Map<String, String> of(StackReport report, Map<String, String> names) {
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put(EFFECTIVE, report.effectiveVerdict().id());
        answers.put("verdict", report.verdict().id());
        for (Filesystem filesystem : Filesystem.values()) {
            FilesystemOutcome outcome = report.filesystems().get(filesystem);
            // Those that decide no verdict count where they are on the device.
            if (filesystem.decides()) {
                answers.put("filesystems." + filesystem.id(), words(outcome));
            }
        }
        Optional<FilesystemOnDevice> onDevice = report.onDevice();
        if (onDevice.isPresent()) {
            String type = onDevice.get().superblock().type();
            answers.put(
                    "filesystem",
                    onDevice.get()
                            .outcome()
                            .map(outcome -> type + ": " + words(outcome))
                            .orElse(type));
            onDevice.get().mounted().ifPresent(mounted -> {
                String request = mounted.daxRequested() ? ", dax requested" : "";
                answers.put(
                        "mounted",
                        mounted.target() + ": dax " + mounted.daxActive().id() + request);
            });
        }
        for (ConfiguredFilesystem filesystem : report.configured()) {
            String request = filesystem.daxRequested() ? ", dax requested" : "";
            answers.put(
                    "configured " + filesystem.mount().target(),
                    "dax after the next mount " + filesystem.next().id() + request);
        }
        Optional<Finding> cause = Wording.cause(report);
        cause.ifPresent(finding -> answers.put(
                CAUSE, finding.code().code() + " (" + names.getOrDefault(finding.layer(), finding.layer()) + ")"));
        return answers;
    }

    private static String words(FilesystemOutcome outcome) {
        StringBuilder words = new StringBuilder(outcome.mount().id());
        for (Hazard hazard : outcome.hazards()) {
            words.append(words.indexOf(" ") < 0 ? " with " : ", ").append(hazard.id());
        }
        return words.toString();
    }
}

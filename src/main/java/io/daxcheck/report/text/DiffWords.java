package io.daxcheck.report.text;

import io.daxcheck.comparison.AnswerChange;
import io.daxcheck.comparison.ComparedStack;
import io.daxcheck.comparison.Reason;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.report.Wording;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.NextMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answers of a comparison in the words of the report: a comparison names them as JSON does. */
final class DiffWords {
    private static final String NEW = "filesystems.";
    private static final String CONFIGURED = "configured ";

    private DiffWords() {}

    /** What an answer is about: {@code the filesystem}, {@code the next mount of /data}. */
    static String name(String answer) {
        if (answer.startsWith(NEW)) {
            return "a new " + answer.substring(NEW.length());
        }
        if (answer.startsWith(CONFIGURED)) {
            return "the next mount of " + answer.substring(CONFIGURED.length());
        }
        return switch (answer) {
            case "effectiveVerdict" -> "the result";
            case "verdict" -> "the result for the device";
            case "mounted" -> "the mount";
            default -> "the " + answer;
        };
    }

    /** The names of several answers in a sentence; those of new filesystems together: {@code a new ext4 and xfs}. */
    static String names(List<String> answers) {
        List<String> names = new ArrayList<>();
        List<String> created = new ArrayList<>();
        for (String answer : answers) {
            if (answer.startsWith(NEW)) {
                created.add(answer.substring(NEW.length()));
            } else {
                names.add(name(answer));
            }
        }
        if (!created.isEmpty()) {
            names.add("a new " + String.join(" or ", created));
        }
        return joined(names, "and");
    }

    /** A list in a sentence: {@code a, b and c}. */
    static String joined(List<String> words, String last) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            text.append(i == 0 ? "" : i == words.size() - 1 ? " " + last + " " : ", ")
                    .append(words.get(i));
        }
        return text.toString();
    }

    /** Why an answer changed, as the end of the sentence that has it. */
    static String because(Reason reason) {
        List<String> facts = new ArrayList<>();
        reason.facts()
                .forEach(fact -> facts.add(
                        "the " + fact.kind().title() + (fact.layer().isEmpty() ? "" : " of " + fact.layer())));
        return switch (reason.how()) {
            case ALONE, TOGETHER -> ", because " + joined(facts, "and") + " changed";
            case EACH -> ", because " + joined(facts, "or") + " changed: each is enough";
            case UNDETERMINED -> "; which fact changed it is not determined";
        };
    }

    /** What changed, without the verdicts: {@code new ext4 and xfs: DAX with data corruption → DAX}. */
    static List<String> changes(ComparedStack stack, String arrow) {
        List<List<String>> names = new ArrayList<>();
        List<String> changes = new ArrayList<>();
        for (AnswerChange change : stack.answers()) {
            String answer = change.answer();
            if (answer.endsWith("erdict")) {
                continue;
            }
            String text = ": " + words(stack.before().orElseThrow(), change, change.before()) + arrow
                    + words(stack.after().orElseThrow(), change, change.after());
            int same = answer.startsWith(NEW) ? changes.indexOf(text) : -1;
            if (same >= 0) {
                names.get(same).add(answer);
            } else {
                names.add(new ArrayList<>(List.of(answer)));
                changes.add(text);
            }
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            lines.add(label(names.get(i)) + changes.get(i));
        }
        return lines;
    }

    /** The names of answers as the label before their values: without the article. */
    private static String label(List<String> answers) {
        String names = names(answers);
        return names.substring(names.indexOf(' ') + 1);
    }

    private static String words(StackReport report, AnswerChange change, String otherwise) {
        String answer = change.answer();
        if (answer.startsWith(NEW)) {
            Filesystem filesystem =
                    Filesystem.named(answer.substring(NEW.length())).orElseThrow();
            return Wording.outcome(report.filesystems().get(filesystem), report.verdict());
        }
        Optional<FilesystemOnDevice> onDevice = report.onDevice();
        if (answer.equals("filesystem")) {
            return onDevice.map(found -> found.superblock().type()
                            + found.outcome()
                                    .map(outcome -> ", " + Wording.outcome(outcome, report.verdict()))
                                    .orElse(""))
                    .orElse("none known");
        }
        if (answer.equals("mounted")) {
            return onDevice.flatMap(FilesystemOnDevice::mounted)
                    .map(mounted -> "on " + mounted.target() + ContentsLine.daxActive(mounted.daxActive())
                            + (mounted.daxRequested() ? ", dax requested" : ""))
                    .orElse("not mounted");
        }
        for (ConfiguredFilesystem configured : report.configured()) {
            if (answer.equals(CONFIGURED + configured.mount().target())) {
                return next(configured.next()) + (configured.daxRequested() ? ", dax requested" : "");
            }
        }
        return answer.startsWith(CONFIGURED) ? "not configured" : otherwise;
    }

    private static String next(NextMount next) {
        return switch (next) {
            case YES -> "DAX";
            case NO -> "no DAX";
            case PER_FILE -> "DAX file by file";
            case REFUSED -> "mount refused";
            case WITHOUT_DAX -> "mount refused, or no DAX";
            case UNKNOWN -> "unknown";
        };
    }
}

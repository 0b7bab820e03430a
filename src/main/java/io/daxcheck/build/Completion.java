package io.daxcheck.build;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Topic;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.report.text.ListReport;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.source.Examples;
import io.daxcheck.source.tree.Limit;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What a shell offers for the value of an option, or for a parameter.
 *
 * @param choices the words to choose from; empty where the shell knows them itself
 */
record Completion(Kind kind, List<String> choices) {
    /** How a shell finds what it offers. */
    enum Kind {
        /** One of the choices. */
        WORDS,
        /** Some of the choices, with commas between them. */
        LIST,
        /** One of the choices, and a number right behind it. */
        SETTING,
        /** One of the choices, and a device after an @. */
        FINDING,
        /** A device, namespace or mount point of the host that the shell runs on. */
        TARGET,
        /** One of the choices, or a file. */
        CAPTURE,
        FILE
    }

    Completion {
        choices = List.copyOf(choices);
    }

    /**
     * Decides by the label, which is the same in every command.
     *
     * @throws IllegalStateException for a label that is new; then nothing, or a wrong value, would be offered
     */
    static Completion of(ArgSpec arg) {
        return switch (arg.paramLabel()) {
            case "FORMAT", "WHEN" -> {
                List<String> values = new ArrayList<>();
                arg.completionCandidates().forEach(values::add);
                yield new Completion(Kind.WORDS, values);
            }
            case "NAME" -> new Completion(Kind.LIST, filesystems());
            case "NAME=VALUE" -> new Completion(Kind.SETTING, limits());
            case "VERDICT" -> new Completion(Kind.LIST, List.of("unsafe", "unsupported", "unknown", "supported"));
            case "VENDOR" -> new Completion(Kind.WORDS, List.of("rhel", "sles", "ubuntu", "uek"));
            case "COLUMNS" -> new Completion(Kind.LIST, columns());
            case "SECONDS" -> new Completion(Kind.WORDS, List.of("5", "8", "30"));
            case "RELEASE" -> new Completion(Kind.WORDS, releases());
            case "CODE", "WORD" -> new Completion(Kind.WORDS, findings(true));
            case "CODE[@DEVICE]" -> new Completion(Kind.FINDING, findings(false));
            case "DEVICE" -> new Completion(Kind.TARGET, List.of());
            case "ID" -> new Completion(Kind.WORDS, List.of("make-ext4", "make-xfs", "without-dax"));
            case "OLD", "NEW" -> new Completion(Kind.CAPTURE, examples());
            case "FILE" -> new Completion(Kind.FILE, List.of());
            case "PATH" ->
                arg.isOption() ? new Completion(Kind.CAPTURE, examples()) : new Completion(Kind.FILE, List.of());
            default -> throw new IllegalStateException("nothing is known to offer for " + arg.paramLabel());
        };
    }

    private static List<String> columns() {
        List<String> headings = new ArrayList<>();
        for (ListReport.Column column : ListReport.Column.values()) {
            headings.add(column.heading());
        }
        return headings;
    }

    private static List<String> filesystems() {
        List<String> words = new ArrayList<>();
        for (Filesystem filesystem : Filesystem.values()) {
            words.add(filesystem.id());
        }
        return words;
    }

    private static List<String> limits() {
        List<String> words = new ArrayList<>();
        for (Limit limit : Limit.values()) {
            words.add(limit.id() + "=");
        }
        return words;
    }

    /** The first kernel of each era: what differs between kernels differs between these. */
    private static List<String> releases() {
        List<String> words = new ArrayList<>();
        for (KernelVersion era : KernelBehaviour.eras()) {
            words.add(era.toString());
        }
        return words;
    }

    private static List<String> findings(boolean withTopics) {
        List<String> words = new ArrayList<>();
        for (FindingCode finding : FindingCode.values()) {
            words.add(finding.code());
        }
        if (withTopics) {
            for (Topic topic : Topic.values()) {
                words.add(topic.code());
            }
        }
        return words;
    }

    private static List<String> examples() {
        List<String> words = new ArrayList<>();
        Examples.list().lines().forEach(line -> words.add(Examples.PREFIX + line.substring(0, line.indexOf(' '))));
        return words;
    }
}

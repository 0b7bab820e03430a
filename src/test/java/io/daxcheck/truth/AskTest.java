package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.report.text.AskList;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.bundle.Answers;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.Captures.Capture;
import io.daxcheck.truth.SosConverter.Flavour;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What {@code --ask} asks for settles what is unknown: a fact of a capture is taken away, or the capture is made a
 * sosreport, and where the verdict is unknown then, the commands that are printed are answered from the whole capture.
 * With the answers the verdict is the one of the whole capture.
 */
class AskTest {
    private static final Terminal TERMINAL = new Terminal(false, false, 80);
    private static final int STRIDE = 31;

    private static List<Capture> some(int first, int stride) {
        List<Capture> all = new ArrayList<>();
        for (String kernel : Captures.ALL_KERNELS) {
            all.addAll(Captures.of(kernel));
        }
        List<Capture> some = new ArrayList<>();
        for (int i = first; i < all.size(); i += stride) {
            some.add(all.get(i));
        }
        return some;
    }

    @TestFactory
    Stream<DynamicTest> anAnsweredCaptureIsDecided() {
        return Captures.ALL_KERNELS.stream()
                .map(kernel -> dynamicTest(kernel, () -> {
                    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
                    AtomicInteger asked = new AtomicInteger();
                    List<Capture> captures = Captures.of(kernel);
                    List<Capture> tried = new ArrayList<>();
                    for (int i = Math.floorMod(kernel.hashCode(), STRIDE); i < captures.size(); i += STRIDE) {
                        tried.add(captures.get(i));
                    }
                    tried.parallelStream().forEach(capture -> {
                        MissingFacts.Recorded recorded = new MissingFacts.Recorded(capture.tree());
                        StackReport whole = Judging.stack(recorded, capture.device());
                        for (MissingFacts.Removal removal : MissingFacts.removals(
                                recorded, whole, capture.title().hashCode())) {
                            Tree tree = removal.from(recorded);
                            Host host = HostReader.read(tree);
                            if (host.device(capture.device()).isEmpty()) {
                                continue;
                            }
                            HostReport report = Judging.device(host, capture.device());
                            if (isUnknown(report.stacks().get(0)) && !isUnknown(whole)) {
                                asked.incrementAndGet();
                                Answers answers = answers(report, recorded);
                                addIfUndecided(
                                        capture.title() + " without " + removal.what(),
                                        report,
                                        whole,
                                        answers.over(tree),
                                        capture.device(),
                                        wrong);
                            }
                        }
                    });
                    System.out.printf(
                            "AskTest: %s: asked of %d, undecided or other %d%n", kernel, asked.get(), wrong.size());
                    assertThat(wrong).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> anAnsweredSosreportIsDecided() {
        return Stream.of(Flavour.values())
                .map(flavour -> dynamicTest(flavour.name(), () -> {
                    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
                    AtomicInteger asked = new AtomicInteger();
                    some(List.of(Flavour.values()).indexOf(flavour), 13).parallelStream()
                            .forEach(capture -> {
                                byte[] sos =
                                        SosConverter.convert(capture, flavour).tar();
                                HostReport report =
                                        Judging.device(HostReader.read(open(sos, Answers.NONE)), capture.device());
                                StackReport whole = Judging.stack(capture.tree(), capture.device());
                                if (isUnknown(report.stacks().get(0)) && !isUnknown(whole)) {
                                    asked.incrementAndGet();
                                    Tree answered = open(sos, answers(report, capture.tree()));
                                    addIfUndecided(capture.title(), report, whole, answered, capture.device(), wrong);
                                }
                            });
                    System.out.printf(
                            "AskTest: %s: asked of %d, undecided or other %d%n", flavour, asked.get(), wrong.size());
                    assertThat(wrong).isEmpty();
                }));
    }

    private static boolean isUnknown(StackReport report) {
        return report.verdict() == Verdict.UNKNOWN || report.effectiveVerdict() == Verdict.UNKNOWN;
    }

    private static Tree open(byte[] archive, Answers answers) {
        try {
            return Inputs.capture(
                    ArchiveTree.read("sosreport", new ByteArrayInputStream(archive), Limits.DEFAULT), answers);
        } catch (InputException e) {
            throw new AssertionError(e);
        }
    }

    private static Answers answers(HostReport report, Tree whole) {
        Answers answers = new Answers();
        answers.add(
                "answers.txt",
                HostShell.run(AskList.of(TERMINAL, report), whole).getBytes(StandardCharsets.UTF_8));
        return answers;
    }

    private static void addIfUndecided(
            String what, HostReport asked, StackReport whole, Tree answered, String device, List<String> wrong) {
        StackReport report = Judging.stack(answered, device);
        if (report.verdict() != whole.verdict() || report.effectiveVerdict() != whole.effectiveVerdict()) {
            List<String> reasons = report.findings().stream()
                    .filter(finding -> finding.code().name().contains("MISSING")
                            || finding.code().name().contains("UNDECIDED"))
                    .map(Finding::toString)
                    .toList();
            wrong.add(what + ": " + report.verdict() + ' ' + report.effectiveVerdict() + ", not " + whole.verdict()
                    + ' ' + whole.effectiveVerdict() + '\n' + AskList.of(TERMINAL, asked) + reasons);
        }
    }

    /** Runs the block that {@code --ask} prints as the shell of a captured host would. */
    private static final class HostShell {
        private final Tree host;
        private final StringBuilder output = new StringBuilder();

        private HostShell(Tree host) {
            this.host = host;
        }

        static String run(String block, Tree host) {
            HostShell shell = new HostShell(host);
            block.lines().filter(line -> line.startsWith("ask ")).forEach(line -> shell.run(line.substring(4)));
            return shell.output.toString();
        }

        private String text(String path) {
            return host.read(path)
                    .value()
                    .map(content -> new String(content, StandardCharsets.UTF_8))
                    .orElse("");
        }

        private void run(String line) {
            String release = text("proc/sys/kernel/osrelease").strip();
            String command = line.replace("\"", "").replace("'", "").replace("$(uname -r)", release);
            output.append("\n=== ").append(command).append('\n');
            String[] words = command.split(" ");
            switch (words[0]) {
                case "uname" -> output.append(text("commands/uname"));
                case "getconf" -> output.append(text("commands/pagesize"));
                case "dmesg" -> output.append(text("commands/dmesg"));
                case "dmsetup" ->
                    output.append(text(words[1].equals("table") ? "commands/dmsetup-table" : "commands/dmsetup-info"));
                case "head" -> head(words);
                case "od" -> dump("superblocks/" + line.substring(line.lastIndexOf('/') + 1));
                case "ls" -> {
                    for (int i = 2; i < words.length; i++) {
                        output.append(i == 2 ? "" : "\n").append(words[i]).append(":\ntotal 0\n");
                        list(words[i].substring(1));
                    }
                }
                case "zgrep" -> {
                    String path = "boot/config-" + release;
                    String pattern = words[2].replace("[=", "");
                    text(path)
                            .lines()
                            .filter(option ->
                                    option.replace("# ", "").split("[= ]", 2)[0].matches(pattern))
                            .forEach(option -> output.append('/')
                                    .append(path)
                                    .append(':')
                                    .append(option)
                                    .append('\n'));
                }
                default -> throw new AssertionError("no command of a shell: " + line);
            }
        }

        private void head(String[] words) {
            boolean isFirst = true;
            for (String word : words) {
                if (word.startsWith("/") && host.read(word.substring(1)) instanceof Fact.Known<byte[]>) {
                    output.append(isFirst ? "" : "\n")
                            .append("==> ")
                            .append(word)
                            .append(" <==\n");
                    output.append(text(word.substring(1)));
                    isFirst = false;
                }
            }
        }

        private void dump(String path) {
            byte[] bytes = host.read(path).value().orElse(new byte[0]);
            String before = "";
            for (int offset = 0; offset < bytes.length; offset += 16) {
                StringBuilder hex = new StringBuilder();
                for (int i = offset; i < Math.min(bytes.length, offset + 16); i++) {
                    hex.append(" %02x".formatted(bytes[i]));
                }
                boolean isSame = hex.toString().equals(before);
                if (!isSame) {
                    output.append("%07d".formatted(offset)).append(hex).append('\n');
                } else if (!output.toString().endsWith("*\n")) {
                    output.append("*\n");
                }
                before = hex.toString();
            }
            output.append("%07d%n".formatted(bytes.length));
        }

        private void list(String directory) {
            for (String name : host.list(directory).value().orElse(List.of())) {
                host.resolve(directory + '/' + name)
                        .value()
                        .ifPresent(target -> output.append("lrwxrwxrwx 1 root root 0 Nov 22 20:08 ")
                                .append(name)
                                .append(directory.endsWith("/slaves") ? " -> ../../../../" : " -> ../../devices/")
                                .append(target.substring("sys/devices/".length()))
                                .append('\n'));
            }
        }
    }
}

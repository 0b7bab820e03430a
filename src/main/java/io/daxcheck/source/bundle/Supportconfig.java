package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.source.tree.BundleFiles;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What SUSE's supportconfig collects: text files of sections, each with a line {@code #==[ Command ]===#} or {@code
 * #==[ Configuration File ]===#}, a line with the command or the path, and the output or the content.
 */
public final class Supportconfig {
    private static final String SECTION = "#==[ ";

    private final CommandOutputs outputs = new CommandOutputs();
    private final Map<String, Fact<byte[]>> texts = new HashMap<>();

    private Supportconfig() {}

    public static boolean isIn(Tree tree, String prefix) {
        return tree.resolve(prefix + BundleFiles.BASIC_ENVIRONMENT).isKnown();
    }

    /** The host that a supportconfig shows, and the answers of its owner. */
    public static Tree of(ConfinedTree files, Answers answers) {
        Supportconfig sections = new Supportconfig();
        answers.addTo(sections.outputs);
        for (String file : BundleFiles.SUPPORTCONFIG_FILES) {
            if (files.read(file) instanceof Fact.Known<byte[]> known) {
                sections.read(file, Utf8.decode(known.content()));
            }
        }
        return CollectedTree.of(files, sections.outputs, sections.texts);
    }

    private void read(String file, String text) {
        int position = text.startsWith(SECTION) ? 0 : next(text, 0);
        while (position >= 0) {
            int end = next(text, position);
            int title = text.indexOf('\n', position) + 1;
            int content = title == 0 ? 0 : text.indexOf('\n', title) + 1;
            int stop = end < 0 ? text.length() : end;
            if (content > 0 && content <= stop) {
                add(
                        file,
                        text.substring(position + SECTION.length(), title),
                        text.substring(title, content - 1),
                        text.substring(content, stop));
            }
            position = end;
        }
    }

    /** Where the next section starts. */
    private static int next(String text, int from) {
        int found = text.indexOf('\n' + SECTION, from);
        return found < 0 ? -1 : found + 1;
    }

    private void add(String file, String kind, String title, String content) {
        String named = title.startsWith("# ") ? title.substring(2).strip() : title.strip();
        if (kind.startsWith("Command ]")) {
            // A name of a command as it is called, without quotes, and not what a pipe made of its output.
            String command = named.replace("'", "").replace("\"", "");
            if (command.indexOf('|') < 0) {
                outputs.add(CommandOutputs.name(command), () -> known(file, command, content));
            }
        } else if (kind.startsWith("Configuration File ]")) {
            if (named.startsWith("/") && named.indexOf(' ') < 0) {
                texts.putIfAbsent(named.substring(1), known(file, named, content));
            }
        } else if (kind.startsWith("File System Information ]")) {
            addFilesystems(file, named + '\n' + content);
        }
    }

    /** The pmem plugin puts the outputs of xfs_info and dumpe2fs one after the other, each after its command. */
    private void addFilesystems(String file, String content) {
        String command = "";
        StringBuilder output = new StringBuilder();
        Lines lines = new Lines(content + "\n/end");
        while (lines.next()) {
            String line = lines.line();
            if (!line.startsWith("/")) {
                output.append(line).append('\n');
                continue;
            }
            if (!command.isEmpty()) {
                String printed = output.toString();
                String finished = command;
                outputs.add(CommandOutputs.name(finished), () -> known(file, finished, printed));
            }
            command = line.strip();
            output.setLength(0);
        }
    }

    private static Fact<byte[]> known(String file, String what, String content) {
        return new Fact.Known<>(content.getBytes(StandardCharsets.UTF_8), file + ": " + what);
    }
}

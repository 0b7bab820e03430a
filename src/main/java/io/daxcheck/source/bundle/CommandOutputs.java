package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.text.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What commands printed on a host, by the name that sos gives the file with a command's output: {@code dmsetup table}
 * is {@code dmsetup_table}, {@code udevadm info -a /dev/pmem0} is {@code udevadm_info_-a_.dev.pmem0}.
 */
final class CommandOutputs {
    private static final String[] PROGRAM_DIRECTORIES = {"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"};

    private final TreeMap<String, Supplier<Fact<byte[]>>> outputs = new TreeMap<>();

    /**
     * One output.
     *
     * @param name the command's, as sos writes it
     * @param content its source is where it is
     */
    record Output(String name, Fact<byte[]> content) {
        /** The text where it is known. */
        String text() {
            return Utf8.decode(content.value().orElse(new byte[0]));
        }

        String source() {
            return content.source();
        }
    }

    /** Adds an output; of two with the same name the first one counts. */
    void add(String name, Supplier<Fact<byte[]>> content) {
        outputs.putIfAbsent(name, content);
    }

    /** The outputs that are known of a command with any arguments after these, in the order of their names. */
    List<Output> of(String command) {
        List<Output> found = new ArrayList<>();
        for (Map.Entry<String, Supplier<Fact<byte[]>>> entry :
                outputs.tailMap(command, true).entrySet()) {
            String name = entry.getKey();
            if (!name.startsWith(command)) {
                break;
            }
            if (name.length() == command.length() || name.charAt(command.length()) == '_') {
                Fact<byte[]> content = entry.getValue().get();
                if (content.isKnown()) {
                    found.add(new Output(name, content));
                }
            }
        }
        return found;
    }

    /** The first of these commands, named exactly, whose output is known; else one that says why it is not. */
    Fact<byte[]> first(String... names) {
        Fact<byte[]> missing = new Fact.Absent<>(names[0]);
        for (String name : names) {
            Supplier<Fact<byte[]>> output = outputs.get(name);
            Fact<byte[]> content = output == null ? missing : output.get();
            if (content.isKnown()) {
                return content;
            }
            if (content instanceof Fact.Unreadable) {
                missing = content;
            }
        }
        return missing;
    }

    /** The name that sos gives a command's output: without the program's directory, runs of other characters as _. */
    static String name(String command) {
        String text = command;
        for (String directory : PROGRAM_DIRECTORIES) {
            if (text.startsWith(directory)) {
                text = text.substring(directory.length());
                break;
            }
        }
        StringBuilder name = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/') {
                name.append('.');
            } else if (Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.') {
                name.append(c);
            } else if (name.isEmpty() || name.charAt(name.length() - 1) != '_' || text.charAt(i - 1) == '_') {
                name.append('_');
            }
        }
        int start = 0;
        int end = name.length();
        while (start < end && isEdge(name.charAt(start))) {
            start++;
        }
        while (end > start && isEdge(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    private static boolean isEdge(char c) {
        return c == ' ' || c == '.' || c == '_' || c == '-';
    }
}

package io.daxcheck.source.bundle;

import io.daxcheck.source.tree.BundleFiles;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.source.tree.Tree;
import java.util.List;
import java.util.Map;

/**
 * A sosreport: files of the host under their own paths, and what commands printed in {@code sos_commands/PLUGIN/},
 * each file named after its command.
 */
public final class Sosreport {
    private Sosreport() {}

    public static boolean isIn(Tree tree, String prefix) {
        return tree.list(prefix + BundleFiles.SOS_COMMANDS).isKnown();
    }

    /** The host that a sosreport shows, and the answers of its owner. */
    public static Tree of(ConfinedTree files, Answers answers) {
        CommandOutputs outputs = new CommandOutputs();
        answers.addTo(outputs);
        for (String plugin : files.list(BundleFiles.SOS_COMMANDS).value().orElse(List.of())) {
            String directory = BundleFiles.SOS_COMMANDS + '/' + plugin;
            for (String file : files.list(directory).value().orElse(List.of())) {
                String path = directory + '/' + file;
                outputs.add(file, () -> files.read(path));
            }
        }
        // Links to the outputs in older versions, and copies in what others made.
        for (String file : List.of("uname", "mount", "dmesg")) {
            outputs.add(file, () -> files.read(file));
        }
        return CollectedTree.of(files, outputs, Map.of());
    }
}

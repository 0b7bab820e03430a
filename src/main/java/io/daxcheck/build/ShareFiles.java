package io.daxcheck.build;

import io.daxcheck.cli.Environment;
import io.daxcheck.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** Run by the build: writes the completion scripts and the manual pages into the image. */
final class ShareFiles {
    private ShareFiles() {}

    /**
     * Writes them all.
     *
     * @param arguments the directory {@code share}, and the time of the build, of which the date counts; a clock would
     *     make every build another one
     * @throws IOException where a file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path share = Path.of(arguments[0]);
        String time = arguments[1];
        int end = time.indexOf('T');
        String date = end < 0 ? time : time.substring(0, end);
        CommandLine commands = Main.commands(Environment.ofThisProcess());
        CompletionScripts scripts = new CompletionScripts(commands);
        write(share.resolve("bash-completion/completions/daxcheck"), scripts.bash());
        write(share.resolve("zsh/site-functions/_daxcheck"), scripts.zsh());
        write(share.resolve("fish/vendor_completions.d/daxcheck.fish"), scripts.fish());
        for (ManPage page : ManPage.of(commands)) {
            write(share.resolve("man/man8/" + page.name() + ".8"), page.text(date));
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

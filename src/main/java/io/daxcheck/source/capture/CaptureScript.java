package io.daxcheck.source.capture;

import io.daxcheck.source.tree.CapturedOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The POSIX sh script that makes a capture where there is no Java: a template, with the list of what to take in it. */
public final class CaptureScript {
    private static final String TEMPLATE = "/io/daxcheck/capture.sh";

    private CaptureScript() {}

    /**
     * The script.
     *
     * @param version of this program, which the captures will name
     */
    public static String text(String version) {
        StringBuilder items = new StringBuilder();
        for (CaptureItem item : CaptureItem.values()) {
            items.append("    ").append(item.shell()).append('\n');
        }
        StringBuilder commands = new StringBuilder();
        for (CapturedOutput command : CapturedOutput.values()) {
            commands.append("        ").append(command.shell()).append('\n');
        }
        return template()
                .replace("@VERSION@", version)
                .replace("@SECRETS@", Secrets.sed())
                .replace("@ITEMS@\n", items)
                .replace("@COMMANDS@\n", commands);
    }

    private static String template() {
        try (InputStream stream = CaptureScript.class.getResourceAsStream(TEMPLATE)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.daxcheck.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;

/** Standard output of this process, which can be a pipe whose reader has gone. */
final class StandardOutput extends PrintStream {
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/1");

    StandardOutput(Charset charset) {
        super(new FileOutputStream(FileDescriptor.out), false, charset);
    }

    /**
     * Whether something could not be written because nobody reads it any more, as in {@code daxcheck | head -1}. A pipe
     * cannot stay full, so this is the only way in which writing to one fails (EPIPE).
     */
    static boolean hasNoReader(PrintStream stream) {
        if (!(stream instanceof StandardOutput) || !stream.checkError()) {
            return false;
        }
        try {
            return OutputPlace.isPipe(DESCRIPTOR);
        } catch (IOException noProc) {
            return false;
        }
    }
}

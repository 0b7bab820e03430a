package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import java.util.Optional;

/** The words of {@code uname -m}, found in texts that hold them among others. */
public final class Architecture {
    private Architecture() {}

    /**
     * The last word of a text that names an architecture; a word ends at anything but a letter, a digit or an
     * underscore. From the right, because the left of {@code uname -a} and of a release is free text.
     */
    public static Fact<String> lastWordOf(Fact<String> fact) {
        if (!(fact instanceof Fact.Known<String> known)) {
            return fact;
        }
        String text = known.content();
        int end = text.length();
        while (end > 0) {
            int start = wordStart(text, end);
            Optional<String> name = nameOf(text.substring(start, end));
            if (name.isPresent()) {
                return new Fact.Known<>(name.get(), known.source());
            }
            end = start == end ? end - 1 : start;
        }
        return new Fact.Unreadable<>(known.source(), "does not show the architecture");
    }

    /** The architecture that the compiler named in {@code proc/version} builds for: x86_64-linux-gnu-gcc. */
    public static Fact<String> compilerIn(Fact<String> procVersion) {
        if (!(procVersion instanceof Fact.Known<String> known)) {
            return procVersion;
        }
        String text = known.content();
        int system = text.indexOf("-linux-");
        while (system >= 0) {
            int end = system;
            // The vendor may come between: x86_64-redhat-linux-gcc.
            for (int words = 0; words < 2 && end > 0; words++) {
                int start = wordStart(text, end);
                Optional<String> name = nameOf(text.substring(start, end));
                if (name.isPresent()) {
                    return new Fact.Known<>(name.get(), known.source());
                }
                end = start > 0 && text.charAt(start - 1) == '-' ? start - 1 : 0;
            }
            system = text.indexOf("-linux-", system + 1);
        }
        return new Fact.Unreadable<>(known.source(), "does not show the architecture");
    }

    /**
     * The page size of an architecture that has only one.
     *
     * @return bytes, or 0 where a kernel can be built with several
     */
    public static int onlyPageSize(String architecture) {
        return switch (architecture) {
            case "x86_64", "i386", "i486", "i586", "i686", "s390x", "riscv64" -> 4096;
            default -> 0;
        };
    }

    /**
     * Bytes of the huge page that one entry of the page directory maps: as many pages as a page holds entries of 8 bytes,
     * on most architectures. ppc64 has other sizes, or none, depending on the processor.
     *
     * @return 0 where the architecture does not show it
     */
    public static long hugePage(String architecture, int pageSize) {
        return switch (architecture) {
            case "x86_64", "aarch64", "riscv64", "loongarch64" -> (long) pageSize / 8 * pageSize;
            case "s390x" -> 1 << 20;
            default -> 0;
        };
    }

    private static int wordStart(String text, int end) {
        int start = end;
        while (start > 0 && (Character.isLetterOrDigit(text.charAt(start - 1)) || text.charAt(start - 1) == '_')) {
            start--;
        }
        return start;
    }

    /** What uname -m calls the architecture that a word of a distribution names; empty where it names none. */
    private static Optional<String> nameOf(String word) {
        return switch (word) {
            case "amd64" -> Optional.of("x86_64");
            case "arm64" -> Optional.of("aarch64");
            case "ppc64el", "powerpc64le" -> Optional.of("ppc64le");
            case "686" -> Optional.of("i686");
            case "x86_64",
                    "i386",
                    "i486",
                    "i586",
                    "i686",
                    "aarch64",
                    "armv6l",
                    "armv7l",
                    "armv8l",
                    "ppc64le",
                    "ppc64",
                    "ppc",
                    "s390x",
                    "s390",
                    "riscv64",
                    "loongarch64",
                    "sparc64",
                    "ia64",
                    "mips64",
                    "parisc64" -> Optional.of(word);
            default -> Optional.empty();
        };
    }
}

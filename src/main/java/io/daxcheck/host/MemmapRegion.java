package io.daxcheck.host;

/**
 * Memory that {@code memmap=LENGTH!START} on the kernel's command line makes persistent memory of, or was meant to.
 *
 * @param option {@code memmap=4G!12G}, as it was written
 * @param startBytes physical address
 * @param lengthBytes at least 1
 */
public record MemmapRegion(String option, long startBytes, long lengthBytes, Mark mark) {
    /** What is between length and start. */
    public enum Mark {
        /** {@code !}: persistent memory. */
        PERSISTENT,
        /** The same, of a kernel that stays where the boot loader put it: {@code nokaslr}. */
        PERSISTENT_WITHOUT_KASLR,
        /**
         * {@code \!} or {@code \$}: a boot loader's escape that reached the kernel. That ends the RAM at LENGTH then
         * (arch/x86/kernel/e820.c: parse_memmap_one).
         */
        ESCAPED,
        /** {@code $}: reserved, for nobody. */
        RESERVED,
        /** It is in {@code /etc/default/grub}, and the kernel was booted without it. */
        NOT_BOOTED
    }

    /** One that makes persistent memory. */
    public MemmapRegion(String option, long startBytes, long lengthBytes) {
        this(option, startBytes, lengthBytes, Mark.PERSISTENT);
    }

    public boolean isPersistent() {
        return mark == Mark.PERSISTENT || mark == Mark.PERSISTENT_WITHOUT_KASLR;
    }

    public MemmapRegion {
        if (startBytes < 0 || lengthBytes <= 0 || startBytes > Long.MAX_VALUE - lengthBytes) {
            throw new IllegalArgumentException("no range of memory: " + lengthBytes + " at " + startBytes);
        }
    }

    /** The first address behind it. */
    public long endBytes() {
        return startBytes + lengthBytes;
    }
}

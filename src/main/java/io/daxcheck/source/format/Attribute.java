package io.daxcheck.source.format;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Utf8;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the one value in a sysfs attribute is read. Each is a reading for {@link Fact#map}: text that the kernel would
 * not write makes the fact unreadable, and the reason quotes it.
 */
public final class Attribute {
    /** The text, without the newline at its end; may be empty. */
    public static final Function<byte[], String> TEXT = new Text();

    /** The text without blanks around it, for a list of words that the kernel ends with one. */
    public static final Function<byte[], String> WORDS = new Words();

    /** {@code 0} or {@code 1}. */
    public static final Function<byte[], Boolean> FLAG = new Flag();

    /** A number of at most 63 bits. */
    public static final Function<byte[], Long> NUMBER = new NumberText();

    /** A number of 512-byte sectors. */
    public static final Function<byte[], Long> SECTORS = new Sectors();

    /** A physical address of at most 63 bits, {@code 0x240200000}. */
    public static final Function<byte[], Long> ADDRESS = new Address();

    /** {@code MAJOR:MINOR}. */
    public static final Function<byte[], DeviceNumber> DEVICE_NUMBER = new DeviceNumberText();

    /** The bytes of a device's logical block: a power of two from 512. */
    public static final Function<byte[], Integer> BLOCK_SIZE = new BlockSize();

    private static final int MAX_BLOCK_SIZE = 1 << 30;

    private Attribute() {}

    private static String textOf(byte[] content) {
        String text = Utf8.decode(content);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static long numberOf(byte[] content) {
        String text = textOf(content);
        long number = Decimal.parse(text);
        if (number == Decimal.NONE) {
            throw new Fact.Malformed(OneLine.quoted(text) + " is not a number of at most 63 bits");
        }
        return number;
    }

    private static final class Text implements Function<byte[], String> {
        @Override
        public String apply(byte[] content) {
            return textOf(content);
        }
    }

    private static final class Words implements Function<byte[], String> {
        @Override
        public String apply(byte[] content) {
            return textOf(content).strip();
        }
    }

    private static final class Flag implements Function<byte[], Boolean> {
        @Override
        public Boolean apply(byte[] content) {
            String text = textOf(content);
            if (text.equals("1")) {
                return true;
            }
            if (text.equals("0")) {
                return false;
            }
            throw new Fact.Malformed(OneLine.quoted(text) + " is neither 0 nor 1");
        }
    }

    private static final class NumberText implements Function<byte[], Long> {
        @Override
        public Long apply(byte[] content) {
            return numberOf(content);
        }
    }

    private static final class Address implements Function<byte[], Long> {
        @Override
        public Long apply(byte[] content) {
            String text = textOf(content);
            try {
                if (text.startsWith("0x")) {
                    return Long.parseLong(text.substring(2), 16);
                }
            } catch (NumberFormatException e) {
                // Said below, in the words of the other readings.
            }
            throw new Fact.Malformed(OneLine.quoted(text) + " is not an address of at most 63 bits");
        }
    }

    private static final class Sectors implements Function<byte[], Long> {
        @Override
        public Long apply(byte[] content) {
            long sectors = numberOf(content);
            if (sectors > Decimal.MAX_SECTORS) {
                throw new Fact.Malformed(sectors + " is more sectors than a device can have");
            }
            return sectors;
        }
    }

    private static final class DeviceNumberText implements Function<byte[], DeviceNumber> {
        @Override
        public DeviceNumber apply(byte[] content) {
            String text = textOf(content);
            Optional<DeviceNumber> number = DeviceNumber.parse(text);
            if (number.isEmpty()) {
                throw new Fact.Malformed(OneLine.quoted(text) + " is not a device number");
            }
            return number.get();
        }
    }

    private static final class BlockSize implements Function<byte[], Integer> {
        @Override
        public Integer apply(byte[] content) {
            long bytes = numberOf(content);
            if (bytes < 512 || bytes > MAX_BLOCK_SIZE || Long.bitCount(bytes) != 1) {
                throw new Fact.Malformed(bytes + " is not a block size");
            }
            return (int) bytes;
        }
    }
}

package io.daxcheck.host;

import java.util.Optional;
import java.util.function.Function;

/**
 * Something that a host could show: known, absent or unreadable, which are three different states. None of them is
 * ever zero by default.
 *
 * @param <T> what is known
 */
public sealed interface Fact<T> {
    /** Where it was looked for: a path relative to the root of the host, or the name of a command. */
    String source();

    /** The value where it is known. */
    Optional<T> value();

    /** The same fact, read as something else; a {@link Malformed} makes it unreadable. */
    <R> Fact<R> map(Function<? super T, ? extends R> reading);

    default boolean isKnown() {
        return this instanceof Known;
    }

    /** Whether the value is known to be this one. */
    default boolean is(T expected) {
        return this instanceof Known<T> known && known.content().equals(expected);
    }

    /** It was read. */
    record Known<T>(T content, String source) implements Fact<T> {
        @Override
        public Optional<T> value() {
            return Optional.of(content);
        }

        @Override
        public <R> Fact<R> map(Function<? super T, ? extends R> reading) {
            try {
                return new Known<>(reading.apply(content), source);
            } catch (Malformed malformed) {
                return new Unreadable<>(source, malformed.getMessage());
            }
        }
    }

    /** There is no such attribute: this kernel has none, or the capture does not hold it. */
    record Absent<T>(String source) implements Fact<T> {
        @Override
        public Optional<T> value() {
            return Optional.empty();
        }

        @Override
        public <R> Fact<R> map(Function<? super T, ? extends R> reading) {
            return new Absent<>(source);
        }
    }

    /**
     * It may be there, and could not be read.
     *
     * @param reason why, in a few words: a permission, an I/O error, what is malformed
     */
    record Unreadable<T>(String source, String reason) implements Fact<T> {
        /** The reason where the kernel answers a read with EIO. */
        public static final String IO_ERROR = "I/O error";

        private static final String CONTRADICTED = "contradicted by ";

        /** That another file shows something else. */
        public static <T> Unreadable<T> contradicted(Known<T> one, Known<T> other, String values) {
            return new Unreadable<>(one.source(), CONTRADICTED + other.source() + ": " + values);
        }

        /** Whether it was read, and another file shows something else. */
        public boolean isContradicted() {
            return reason.startsWith(CONTRADICTED);
        }

        @Override
        public Optional<T> value() {
            return Optional.empty();
        }

        @Override
        public <R> Fact<R> map(Function<? super T, ? extends R> reading) {
            return new Unreadable<>(source, reason);
        }
    }

    /** Thrown by a reading that finds text other than what the kernel writes; the message says what and where. */
    final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Malformed(String message) {
            super(message, null, false, false);
        }
    }
}

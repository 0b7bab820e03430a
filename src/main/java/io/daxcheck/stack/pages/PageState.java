package io.daxcheck.stack.pages;

import java.util.Optional;

/** What a DAX access to one page of a device does. */
enum PageState {
    /** It lands on the bytes that block I/O reads and writes. */
    RIGHT,
    PANIC(Hazard.PANIC),
    CORRUPT(Hazard.CORRUPT),
    ERROR(Hazard.ERROR),
    UNKNOWN;

    private final Optional<Hazard> hazard;

    PageState() {
        this.hazard = Optional.empty();
    }

    PageState(Hazard hazard) {
        this.hazard = Optional.of(hazard);
    }

    /** Empty where there is none, or where that is not known. */
    Optional<Hazard> hazard() {
        return hazard;
    }

    /** The same page, reached through an offset that DAX rounds down: what does not fail there is the wrong bytes. */
    PageState misdirected() {
        return this == RIGHT ? CORRUPT : this;
    }

    Counts times(long pages) {
        return switch (this) {
            case RIGHT -> Counts.NOTHING;
            case PANIC -> new Counts(pages, 0, 0, 0);
            case CORRUPT -> new Counts(0, pages, 0, 0);
            case ERROR -> new Counts(0, 0, pages, 0);
            case UNKNOWN -> new Counts(0, 0, 0, pages);
        };
    }
}

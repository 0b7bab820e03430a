package io.daxcheck.stack.pages;

import java.util.Optional;

/** What a DAX access to one page of a device does. */
enum PageState {
    /** It lands on the bytes that block I/O reads and writes. */
    RIGHT(null),
    PANIC(Hazard.PANIC),
    CORRUPT(Hazard.CORRUPT),
    ERROR(Hazard.ERROR),
    UNKNOWN(null);

    private final Hazard hazard;

    PageState(Hazard hazard) {
        this.hazard = hazard;
    }

    /** Empty where there is none, or where that is not known. */
    Optional<Hazard> hazard() {
        return Optional.ofNullable(hazard);
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

package io.daxcheck.stack.pages;

/**
 * How many pages of a range have which hazard, and of how many it is not known.
 *
 * @param panic pages
 * @param corrupt pages
 * @param error pages
 * @param unknown pages
 */
public record Counts(long panic, long corrupt, long error, long unknown) {
    static final Counts NOTHING = new Counts(0, 0, 0, 0);

    static Counts errors(long pages) {
        return new Counts(0, 0, pages, 0);
    }

    static Counts unknowns(long pages) {
        return new Counts(0, 0, 0, pages);
    }

    Counts plus(Counts other) {
        return new Counts(panic + other.panic, corrupt + other.corrupt, error + other.error, unknown + other.unknown);
    }

    Counts minus(Counts other) {
        return new Counts(panic - other.panic, corrupt - other.corrupt, error - other.error, unknown - other.unknown);
    }

    Counts times(long factor) {
        return new Counts(panic * factor, corrupt * factor, error * factor, unknown * factor);
    }

    /** The same pages, reached through an offset that DAX cuts down: what does not fail there is the wrong bytes. */
    Counts strayed(long pages) {
        return new Counts(panic, pages - panic - error - unknown, error, unknown);
    }

    long of(Hazard hazard) {
        return switch (hazard) {
            case PANIC -> panic;
            case CORRUPT -> corrupt;
            case ERROR -> error;
        };
    }

    /** Pages with a hazard that is known. */
    long hazardous() {
        return panic + corrupt + error;
    }

    boolean isNothing() {
        return panic == 0 && corrupt == 0 && error == 0 && unknown == 0;
    }
}

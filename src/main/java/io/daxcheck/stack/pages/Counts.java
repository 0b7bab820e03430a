package io.daxcheck.stack.pages;

/**
 * How many pages of a range have which hazard, and of how many it is not known.
 *
 * @param panic pages
 * @param corrupt pages
 * @param error pages
 * @param unknown pages
 */
record Counts(long panic, long corrupt, long error, long unknown) {
    static final Counts NOTHING = new Counts(0, 0, 0, 0);

    Counts plus(Counts other) {
        return new Counts(panic + other.panic, corrupt + other.corrupt, error + other.error, unknown + other.unknown);
    }

    Counts minus(Counts other) {
        return new Counts(panic - other.panic, corrupt - other.corrupt, error - other.error, unknown - other.unknown);
    }

    Counts times(long factor) {
        return new Counts(panic * factor, corrupt * factor, error * factor, unknown * factor);
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

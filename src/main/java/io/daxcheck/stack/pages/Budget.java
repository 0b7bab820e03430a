package io.daxcheck.stack.pages;

/** The steps that one stack may still cost. */
final class Budget {
    private long steps;

    Budget(long steps) {
        this.steps = steps;
    }

    /**
     * @throws PageModel.TooComplex where that many are not left
     */
    void spend(long count) {
        steps -= count;
        if (steps < 0) {
            throw new PageModel.TooComplex();
        }
    }
}

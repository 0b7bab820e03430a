package io.daxcheck.stack.pages;

import io.daxcheck.host.InOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The state of every page of a device, as stretches: pages of one state, or pages whose states repeat. A device of any
 * size needs as many stretches as it has changes, and the hazards before a page cost one search.
 */
final class PageMap implements InOrder {
    /** More pages than any device has: the end of a leaf, whose size does not matter here. */
    static final long END = 1L << 60;

    /**
     * Pages whose states repeat.
     *
     * @param starts page within the period where each piece begins; the first is 0
     * @param states of the pieces
     * @param before hazards before each piece
     * @param length pages of the period
     */
    @SuppressWarnings("ArrayRecordComponent") // built once, never compared
    private record Pattern(long[] starts, PageState[] states, Counts[] before, long length) {
        private Counts within(long pages) {
            int piece = pieceAt(pages == 0 ? 0 : pages - 1);
            return before[piece].plus(states[piece].times(pages - starts[piece]));
        }

        private Counts all() {
            return within(length);
        }

        private int pieceAt(long page) {
            int found = Arrays.binarySearch(starts, page);
            return found >= 0 ? found : -found - 2;
        }

        private long endOf(int piece) {
            return piece + 1 < starts.length ? starts[piece + 1] : length;
        }

        private Pattern misdirected() {
            PageState[] changed = new PageState[states.length];
            Counts[] sums = new Counts[states.length];
            Counts sum = Counts.NOTHING;
            for (int i = 0; i < states.length; i++) {
                changed[i] = states[i].misdirected();
                sums[i] = sum;
                sum = sum.plus(changed[i].times(endOf(i) - starts[i]));
            }
            return new Pattern(starts, changed, sums, length);
        }
    }

    /** Pages of a map that need no more than a few words to say. */
    private sealed interface Stretch {
        long from();

        long end();

        /** Hazards among its first pages. */
        Counts within(long pages);
    }

    /** Pages that are alike. */
    private record Alike(long from, long end, PageState state) implements Stretch {
        @Override
        public Counts within(long pages) {
            return state.times(pages);
        }
    }

    /**
     * Pages whose states repeat.
     *
     * @param phase where in the pattern the first page is
     */
    private record Repeating(long from, long end, Pattern pattern, long phase) implements Stretch {
        @Override
        public Counts within(long pages) {
            return upTo(phase + pages).minus(pattern.within(phase));
        }

        private Counts upTo(long pages) {
            return pattern.all().times(pages / pattern.length()).plus(pattern.within(pages % pattern.length()));
        }
    }

    private final List<Stretch> stretches;
    private final Counts[] before;

    private PageMap(List<Stretch> stretches) {
        this.stretches = stretches;
        this.before = new Counts[stretches.size()];
        Counts sum = Counts.NOTHING;
        for (int i = 0; i < before.length; i++) {
            before[i] = sum;
            Stretch stretch = stretches.get(i);
            sum = sum.plus(stretch.within(stretch.end() - stretch.from()));
        }
    }

    static PageMap of(PageState state) {
        return new PageMap(List.of(new Alike(0, END, state)));
    }

    @Override
    public int parts() {
        return stretches.size();
    }

    /** The first page of a stretch. */
    @Override
    public long startOf(int stretch) {
        return stretches.get(stretch).from();
    }

    /** The page after the last one of a stretch. */
    long end(int stretch) {
        return stretches.get(stretch).end();
    }

    /** After how many pages the states of a stretch repeat; 1 where all are alike. */
    long period(int stretch) {
        return stretches.get(stretch) instanceof Repeating repeating
                ? repeating.pattern().length()
                : 1;
    }

    boolean isRight(int stretch) {
        return stretches.get(stretch) instanceof Alike alike && alike.state() == PageState.RIGHT;
    }

    /** The state that all pages have; empty where they differ. */
    Optional<PageState> uniform() {
        return stretches.size() == 1 && stretches.get(0) instanceof Alike alike
                ? Optional.of(alike.state())
                : Optional.empty();
    }

    /** Hazards among some pages. */
    Counts range(long first, long pages) {
        return pages <= 0 ? Counts.NOTHING : prefix(first + pages).minus(prefix(first));
    }

    private Counts prefix(long pages) {
        if (stretches.isEmpty()) {
            return Counts.NOTHING;
        }
        int index = partAt(pages);
        Stretch stretch = stretches.get(index);
        return before[index].plus(stretch.within(Math.min(pages, stretch.end()) - stretch.from()));
    }

    /** Receives groups of pages of one state, in order; may end the visit. */
    interface Visitor {
        /**
         * Visits one group of pages.
         *
         * @return whether to go on
         */
        boolean visit(PageState state, long first, long end);
    }

    /** Visits some pages in order; stretches without a hazard are skipped. */
    void visit(long first, long end, Visitor visitor) {
        for (int i = partAt(first); i < stretches.size() && stretches.get(i).from() < end; i++) {
            Stretch stretch = stretches.get(i);
            long from = Math.max(first, stretch.from());
            long to = Math.min(end, stretch.end());
            if (stretch instanceof Alike alike) {
                boolean isHazard = alike.state().hazard().isPresent();
                if (from < to && isHazard && !visitor.visit(alike.state(), from, to)) {
                    return;
                }
            } else if (stretch instanceof Repeating repeating
                    && repeating.pattern().all().hazardous() > 0
                    && !visit(repeating, from, to, visitor)) {
                return;
            }
        }
    }

    private static boolean visit(Repeating stretch, long from, long to, Visitor visitor) {
        Pattern pattern = stretch.pattern();
        long page = from;
        while (page < to) {
            long inPattern = (stretch.phase() + page - stretch.from()) % pattern.length();
            int piece = pattern.pieceAt(inPattern);
            long end = Math.min(to, page + pattern.endOf(piece) - inPattern);
            if (!visitor.visit(pattern.states()[piece], page, end)) {
                return false;
            }
            page = end;
        }
        return true;
    }

    /** Makes a map from its first page on. */
    static final class Builder {
        private final Budget budget;
        private final boolean flat;
        private final List<Stretch> stretches = new ArrayList<>();
        private long end;

        private Builder(Budget budget, boolean flat) {
            this.budget = budget;
            this.flat = flat;
        }

        Builder(Budget budget) {
            this(budget, false);
        }

        /** One that makes the period of a pattern. */
        static Builder ofPeriod(Budget budget) {
            return new Builder(budget, true);
        }

        /** The page that comes next. */
        long end() {
            return end;
        }

        void add(PageState state, long pages) {
            if (pages <= 0) {
                return;
            }
            budget.spend(1);
            int last = stretches.size() - 1;
            if (last >= 0 && stretches.get(last) instanceof Alike alike && alike.state() == state) {
                stretches.set(last, new Alike(alike.from(), end + pages, state));
            } else {
                stretches.add(new Alike(end, end + pages, state));
            }
            end += pages;
        }

        /**
         * Adds what is found on pages of a device below.
         *
         * @param first of the device below
         * @param misdirected whether an offset leads to them that DAX rounds down
         */
        void add(PageMap below, long first, long pages, boolean misdirected) {
            long wanted = end + pages;
            for (int i = below.partAt(first);
                    i < below.stretches.size() && below.stretches.get(i).from() < first + pages;
                    i++) {
                Stretch stretch = below.stretches.get(i);
                long from = Math.max(first, stretch.from());
                long to = Math.min(first + pages, stretch.end());
                if (stretch instanceof Alike alike) {
                    add(misdirected ? alike.state().misdirected() : alike.state(), to - from);
                } else if (stretch instanceof Repeating repeating && from < to) {
                    addPattern(repeating, from, to, misdirected);
                }
            }
            // A device below that is shorter than the table says.
            add(PageState.UNKNOWN, wanted - end);
        }

        private void addPattern(Repeating stretch, long from, long to, boolean misdirected) {
            Pattern pattern = stretch.pattern();
            long phase = (stretch.phase() + from - stretch.from()) % pattern.length();
            if (!flat && to - from > pattern.length()) {
                budget.spend(misdirected ? pattern.starts().length : 1);
                stretches.add(
                        new Repeating(end, end + to - from, misdirected ? pattern.misdirected() : pattern, phase));
                end += to - from;
                return;
            }
            long page = from;
            while (page < to) {
                int piece = pattern.pieceAt(phase);
                long pages = Math.min(to - page, pattern.endOf(piece) - phase);
                PageState state = pattern.states()[piece];
                add(misdirected ? state.misdirected() : state, pages);
                page += pages;
                phase = (phase + pages) % pattern.length();
            }
        }

        /**
         * Adds pages whose states repeat.
         *
         * @param period one of them, made by {@link #ofPeriod}
         */
        void repeat(Builder period, long times) {
            int pieces = period.stretches.size();
            if (pieces == 0) {
                return;
            }
            if (pieces == 1) {
                add(period.piece(0).state(), period.end * times);
                return;
            }
            budget.spend(pieces);
            long[] starts = new long[pieces];
            PageState[] states = new PageState[pieces];
            Counts[] before = new Counts[pieces];
            Counts sum = Counts.NOTHING;
            for (int i = 0; i < pieces; i++) {
                Alike piece = period.piece(i);
                starts[i] = piece.from();
                states[i] = piece.state();
                before[i] = sum;
                sum = sum.plus(piece.within(piece.end() - piece.from()));
            }
            stretches.add(
                    new Repeating(end, end + period.end * times, new Pattern(starts, states, before, period.end), 0));
            end += period.end * times;
        }

        /** Of the period of a pattern, which has no pattern in it. */
        private Alike piece(int number) {
            return (Alike) stretches.get(number);
        }

        PageMap map() {
            return new PageMap(List.copyOf(stretches));
        }
    }
}

package io.daxcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.source.tree.InputException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Damaged captures through the whole program: for any content there is a report or an {@link InputException}, and
 * nothing of them goes raw to a terminal or unquoted into a command. Each input follows from the seed and its number
 * alone; a failure names both.
 */
@Tag("fuzz")
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("daxcheck.fuzz.inputs", 2_000);
    private static final int FIRST = Integer.getInteger("daxcheck.fuzz.first", 0);
    private static final long SEED = Long.getLong("daxcheck.fuzz.seed", 1);

    /** Says only that something hangs; no input takes a hundredth of it. */
    private static final long HANG_SECONDS = 60;

    private static final Corpus CORPUS = Corpus.load(INPUTS > 10_000);

    private volatile int current;

    @Test
    void everySpoiltCaptureIsJudgedOrRefused() {
        int[] judged = new int[1];
        run(number -> {
            Random random = random(number);
            CaptureEntries capture = CORPUS.any(random).copy();
            Mutation mutation = new Mutation(random);
            mutation.spoil(capture, CORPUS.any(random));
            byte[] archive = Packing.pack(capture, mutation, random);
            try {
                WholeProgram.judge(archive, random);
                judged[0]++;
            } catch (InputException e) {
                assertThat(e.getMessage()).startsWith(WholeProgram.NAME + ": ").doesNotContain("\n", "\u001b");
            }
        });
        // Otherwise the mutations are so coarse that nothing but the opening of archives is tried.
        assertThat(INPUTS < 100 || judged[0] > INPUTS / 2)
                .as("%d of %d were judged", judged[0], INPUTS)
                .isTrue();
    }

    /** What MissingFactTest does fact by fact, with several at once; of every eighth number. */
    @Test
    void takingSomethingAwayNeverMakesSupported() {
        run(number -> {
            if (number % 8 != 0) {
                return;
            }
            Random random = random(number + 1_000_000_000);
            CaptureEntries whole = CORPUS.anySound(random);
            CaptureEntries less = whole.copy();
            List<String> taken = new Mutation(random).takeAway(less);
            try {
                WholeProgram.verdicts(less.tar(), false).forEach((device, verdict) -> {
                    if (verdict == Verdict.SUPPORTED) {
                        assertThat(CORPUS.verdicts(whole).get(device))
                                .as("%s of %s without %s", device, whole.title(), taken)
                                .isEqualTo(Verdict.SUPPORTED);
                    }
                });
            } catch (InputException refused) {
                assertThat(refused.getMessage()).startsWith(WholeProgram.NAME + ": ");
            }
        });
    }

    private static Random random(int number) {
        return new Random(SEED * 1_000_003 + number);
    }

    /** Runs every input on a thread that is watched: a hang is reported with its stack trace. */
    private void run(IntConsumer input) {
        Thread[] worker = new Thread[1];
        ExecutorService pool = Executors.newSingleThreadExecutor(task -> {
            worker[0] = new Thread(null, task, "fuzz", 4 << 20);
            worker[0].setDaemon(true);
            return worker[0];
        });
        Future<?> all = pool.submit(() -> {
            for (int number = FIRST; number < FIRST + INPUTS; number++) {
                current = number;
                input.accept(number);
            }
        });
        int seen = -1;
        try {
            while (!all.isDone()) {
                if (current == seen && worker[0] != null) {
                    StringBuilder where = new StringBuilder();
                    for (StackTraceElement frame : worker[0].getStackTrace()) {
                        where.append("\n    at ").append(frame);
                    }
                    fail("%s hangs%s", title(), where);
                }
                seen = current;
                await(all);
            }
            all.get();
        } catch (ExecutionException e) {
            throw new AssertionError(title() + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static void await(Future<?> all) throws InterruptedException, ExecutionException {
        try {
            all.get(HANG_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException goesOn) {
            assertThat(goesOn).isNotNull();
        }
    }

    private String title() {
        return "input " + current + " (again with: mvn test -Dtest=FuzzTest -Dfuzz.seed=" + SEED + " -Dfuzz.first="
                + current + " -Dfuzz.inputs=1)";
    }
}

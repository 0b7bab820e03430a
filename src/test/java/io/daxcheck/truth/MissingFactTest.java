package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.host.Host;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.Captures.Capture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A missing fact never turns into "supported". Of every capture whose device is not supported, each fact that was read
 * is taken away, one at a time and in every way that one can be missing: the file is not there; it cannot be read; a
 * line of what dmsetup printed is missing; a directory lacks one of its names.
 *
 * <p>Tried are the facts that the judgement can rest on: those of the stack's devices and of the regions that they lie
 * in, and those of the host as a whole; and one in {@value MissingFacts#STRIDE} of the others.
 */
public class MissingFactTest {
    private static final AtomicLong CAPTURES = new AtomicLong();
    private static final AtomicLong TRIED = new AtomicLong();

    @TestFactory
    Stream<DynamicTest> noMissingFactMakesSupported() {
        return Captures.KERNELS.stream()
                .map(kernel -> dynamicTest(kernel, () -> {
                    List<String> wrong = Captures.of(kernel).parallelStream()
                            .flatMap(capture ->
                                    supportedAfterRemoval(capture.title(), capture.tree(), capture.device()).stream())
                            .sorted()
                            .toList();
                    assertThat(wrong).isEmpty();
                }));
    }

    /** What no capture shows: poison, and a vendor's kernel that may or may not have a fix. */
    @TestFactory
    Stream<DynamicTest> noMissingFactMakesSupportedOfAChangedCapture() {
        return Stream.of(
                changed(
                        "poison in the middle",
                        "7.3/linear-fsdax",
                        tree -> tree.file("sys/block/pmem1/badblocks", "4096 8\n")),
                changed(
                        "poison that the mount check reads",
                        "5.10/ns-fsdax",
                        tree -> tree.file("sys/block/pmem1/badblocks", "0 1\n")),
                changed(
                        "a target of an unknown type",
                        "7.3/linear-fsdax",
                        tree -> tree.text("commands/dmsetup-table", table -> table.replace("linear", "frobnicate"))
                                .file("sys/block/dm-0/queue/dax", "0\n")),
                changed(
                        "a raw namespace that was fsdax when the table was loaded",
                        "7.3/linear-raw",
                        tree -> tree.file("sys/block/dm-0/queue/dax", "1\n")),
                changed(
                        "a vendor's kernel",
                        "4.19/striped-fsdax-raw",
                        tree -> tree.file("proc/sys/kernel/osrelease", "4.18.0-240.el8.x86_64\n")),
                changed(
                        "a vendor's kernel and its flag",
                        "5.10/striped-fsdax-brd",
                        tree -> tree.file("proc/sys/kernel/osrelease", "5.4.0-42-generic\n")));
    }

    private static DynamicTest changed(String what, String title, UnaryOperator<EditedTree> change) {
        return dynamicTest(title + ", " + what, () -> {
            Capture capture = Captures.named(title);
            EditedTree tree = change.apply(new EditedTree(capture.tree()));
            assertThat(Judging.stack(tree, capture.device()).verdict()).isNotEqualTo(Verdict.SUPPORTED);
            assertThat(supportedAfterRemoval(title + ", " + what, tree, capture.device()))
                    .isEmpty();
        });
    }

    @AfterAll
    static void tell() {
        System.out.printf("MissingFactTest: %,d facts taken away from %,d captures%n", TRIED.get(), CAPTURES.get());
    }

    /** Every removal that makes the device of a capture supported, in words. */
    private static List<String> supportedAfterRemoval(String title, Tree tree, String device) {
        MissingFacts.Recorded recorded = new MissingFacts.Recorded(tree);
        StackReport whole = Judging.stack(recorded, device);
        if (whole.verdict() == Verdict.SUPPORTED) {
            return List.of();
        }
        CAPTURES.incrementAndGet();
        List<String> wrong = new ArrayList<>();
        for (MissingFacts.Removal removal : MissingFacts.removals(recorded, whole, title.hashCode())) {
            Host host = HostReader.read(removal.from(recorded));
            TRIED.incrementAndGet();
            // A device that is not there any more is judged by nobody.
            if (host.device(device).isPresent()
                    && verdict(host, device, title + " without " + removal.what()) == Verdict.SUPPORTED) {
                wrong.add(title + ", " + whole.verdict() + ": supported without " + removal.what());
            }
        }
        return wrong;
    }

    private static Verdict verdict(Host host, String device, String what) {
        try {
            return Judging.device(host, device).stacks().get(0).verdict();
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }
}

package io.daxcheck.report.html;

import static io.daxcheck.report.html.HtmlPages.checked;
import static io.daxcheck.report.html.HtmlPages.elements;
import static io.daxcheck.report.html.HtmlPages.withClass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.SectorRange;
import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Planner;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.Reports;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.stack.TestHost;
import io.daxcheck.text.OneLine;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class HtmlReportTest {
    private static Stream<String> examples() {
        return Reports.EXAMPLES.stream();
    }

    private static Stream<String> hostileNames() {
        return HtmlPages.HOSTILE_NAMES.stream();
    }

    // --------------------------------------------------------------------------------------------- contents

    /** Nothing that JSON says of a stack's findings is missing on the page. */
    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsAWholePage(String example) {
        HostReport report = Reports.example(example);
        Document page = checked(HtmlPages.of(report));
        assertThat(elements(page, "script")).isEmpty();
        String text = page.getDocumentElement().getTextContent();
        List<Finding> findings = new ArrayList<>(report.unplaced());
        Set<Finding> covered = new HashSet<>();
        for (StackReport stack : report.stacks()) {
            assertThat(text).contains(DevicePath.of(stack.stack().top()));
            findings.addAll(stack.findings());
            Plan plan = Planner.of(report.graph(), stack);
            stack.findings().stream().filter(plan::covers).forEach(covered::add);
            if (stack.effectiveVerdict() != Verdict.SUPPORTED && plan.leadsToDax()) {
                plan.steps().forEach(step -> assertThat(text).contains(step.title()));
            }
        }
        for (Finding finding : findings) {
            assertThat(text)
                    .contains(finding.code().code())
                    .contains(finding.message().substring(1));
            if (finding.hasRemedy() && !covered.contains(finding)) {
                assertThat(text).contains(finding.remedy().text());
                finding.remedy().commands().forEach(command -> assertThat(text).contains(command));
            }
            if (finding.severity() != Severity.INFO) {
                finding.evidence().forEach(evidence -> assertThat(text).contains(evidence.source(), evidence.fact()));
            }
        }
    }

    private static Element stack(Document page, String device) {
        return elements(page, "section").stream()
                .filter(section -> section.getAttribute("data-device").equals(device))
                .findFirst()
                .orElseThrow();
    }

    private static List<Element> within(Element parent, String style) {
        List<Element> found = new ArrayList<>();
        for (Element element : withClass(parent.getOwnerDocument(), style)) {
            for (var up = element.getParentNode(); up != null; up = up.getParentNode()) {
                if (up == parent) {
                    found.add(element);
                }
            }
        }
        return found;
    }

    @Test
    void theFaultyTargetAndTheBytesThatItSpoilsAreMarked() {
        Document page = checked(HtmlPages.of(Reports.example("silent-corruption")));
        Element stack = stack(page, "dm-0");
        assertThat(stack.getAttribute("data-verdict")).isEqualTo("unsafe");
        assertThat(within(stack, "layer").stream()
                        .filter(layer -> layer.getAttribute("class").contains("at-fault")))
                .singleElement()
                .satisfies(layer -> {
                    assertThat(layer.getAttribute("data-layer")).isEqualTo("dm-0");
                    assertThat(layer.getTextContent())
                            .contains(
                                    "dm-0",
                                    "AT FAULT",
                                    "0 – 32 MiB",
                                    "sector 2049 of pmem1",
                                    "1 sector after the start of a page, 2048");
                });
        assertThat(within(stack, "extent")).singleElement().satisfies(extent -> {
            assertThat(extent.getAttribute("class")).contains("at-fault", "hazard");
            assertThat(extent.getAttribute("data-start")).isEqualTo("0");
            assertThat(extent.getAttribute("data-length")).isEqualTo("65536");
            assertThat(extent.getElementsByTagName("rect")
                            .item(1)
                            .getAttributes()
                            .getNamedItem("fill")
                            .getNodeValue())
                    .isEqualTo("url(#hatch-hazard)");
        });
        assertThat(within(stack, "range").stream()
                        .filter(range -> range.getAttribute("data-hazard").equals("corrupt")))
                .singleElement()
                .satisfies(range -> assertThat(range.getTextContent()).isEqualTo("corrupt 0 – 32 MiB"));
    }

    /** Pages of the device below, and the data between two of them. */
    @Test
    void theOffsetIsDrawnAgainstThePages() {
        Document page = checked(HtmlPages.of(Reports.example("silent-corruption")));
        assertThat(within(stack(page, "dm-0"), "ruler")).singleElement().satisfies(ruler -> {
            assertThat(ruler.getTextContent()).contains("after the start of a page, 2048", "2056", "2064");
            Element data = within(stack(page, "dm-0"), "run").stream()
                    .filter(run -> run.getParentNode() == ruler)
                    .findFirst()
                    .orElseThrow();
            assertThat(data.getAttribute("x")).isEqualTo("4.167%");
            assertThat(data.getAttribute("fill")).isEqualTo("url(#hatch-hazard)");
        });
        Document partition = checked(HtmlPages.of(Reports.example("unaligned-partition")));
        assertThat(within(stack(partition, "pmem2p2"), "ruler"))
                .singleElement()
                .satisfies(ruler -> assertThat(ruler.getTextContent())
                        .contains("sector 63489 of pmem2", "after the start of a page, 63488", "63496"));
        assertThat(withClass(checked(HtmlPages.of(Reports.example("leg-spoils-table"))), "ruler"))
                .isEmpty();
    }

    /** One statement of each fault: neither the picture nor the headline repeats it. */
    @Test
    void theFaultIsStatedOnce() {
        Document page = checked(HtmlPages.of(Reports.example("raw-namespace")));
        String text = stack(page, "pmem3").getTextContent();
        assertThat(text.split("is namespace3.0 in raw mode", -1)).hasSize(2);
        assertThat(within(stack(page, "pmem3"), "layer").get(0).getTextContent())
                .contains("AT FAULT")
                .doesNotContain("the namespace is in raw mode");
    }

    @Test
    void theDateOfTheCaptureIsOnThePage() {
        assertThat(withClass(checked(HtmlPages.of(Reports.example("raw-namespace"))), "lead"))
                .extracting(Element::getTextContent)
                .contains("Time of collection unknown, checked 2026-02-03 04:05:06 UTC");
        assertThat(withClass(checked(HtmlPages.of(HtmlPages.hostile("x"))), "lead"))
                .extracting(Element::getTextContent)
                .contains("Collected x, checked 2026-02-03 04:05:06 UTC");
    }

    @Test
    void theLegThatTakesDaxAwayIsMarkedAndTheOtherIsNot() {
        Document page = checked(HtmlPages.of(Reports.example("leg-spoils-table")));
        List<Element> layers = within(stack(page, "dm-0"), "layer");
        assertThat(layers)
                .extracting(layer -> layer.getAttribute("data-layer"), layer -> layer.getAttribute("class"))
                .containsExactly(
                        tuple("dm-0", "layer"), tuple("pmem1", "layer"), tuple("ram0", "layer at-fault blocker"));
        assertThat(layers.get(2).getTextContent()).contains("16 MiB", "from sector 2048");
    }

    @Test
    void targetsLieWhereTheyLieOnTheDevice() {
        TestHost host = new TestHost()
                .pmem("pmem0", 1_000_000)
                .dm("dm-0", "0 80000 linear pmem0 0", "80000 20000 linear pmem0 80000");
        Document page = checked(HtmlPages.of(Reports.of(host.host())));
        assertThat(withClass(page, "extent"))
                .extracting(extent -> extent.getAttribute("x"), extent -> extent.getAttribute("width"))
                .containsExactly(tuple("0.0%", "80.0%"), tuple("80.0%", "20.0%"));
        assertThat(withClass(page, "run")).singleElement().satisfies(run -> {
            assertThat(run.getAttribute("x")).isEqualTo("0.0%");
            assertThat(run.getAttribute("width")).isEqualTo("10.0%");
        });
    }

    @Test
    void theWorstStackComesFirstAndWhatIsSoundIsFolded() {
        Document page = checked(HtmlPages.of(Reports.example("silent-corruption")));
        List<String> verdicts = withClass(page, "stack").stream()
                .map(stack -> stack.getAttribute("data-verdict"))
                .toList();
        assertThat(verdicts)
                .containsExactly(
                        "unsafe",
                        "unsupported",
                        "unsupported",
                        "unsupported",
                        "unsupported",
                        "supported",
                        "supported",
                        "supported");
        assertThat(stack(page, "pmem5").getElementsByTagName("summary").item(0).getTextContent())
                .isEqualTo("Picture and facts");
    }

    @Test
    void whatDestroysSaysSoBesideTheCommand() {
        Document page = checked(HtmlPages.of(Reports.example("raw-namespace")));
        Element stack = stack(page, "pmem3");
        assertThat(within(stack, "effect"))
                .extracting(Element::getTextContent)
                .containsSubsequence("inspect", "destructive: destroys everything on /dev/pmem3", "safe", "inspect");
        assertThat(within(stack, "command"))
                .extracting(Element::getTextContent)
                .contains(
                        "ndctl create-namespace --force --reconfig=namespace3.0 --mode=fsdax",
                        "mkfs.ext4 -F -b 4096 -O '^inline_data' /dev/pmem3");
        assertThat(within(stack, "alternative"))
                .first()
                .satisfies(other -> assertThat(other.getTextContent()).contains("Or create xfs", "--choose make-xfs"));
    }

    @Test
    void whatStandsOnTheDeviceIsShown() {
        Document page = checked(HtmlPages.of(Reports.example("xfs-reflink")));
        assertThat(stack(page, "pmem1").getTextContent())
                .contains(
                        "On it now",
                        "xfs, blocks of 4 KiB, reflink finobt",
                        "mount -o daxmount refused",
                        "The xfs on pmem1 has reflink");
    }

    @Test
    void answersForTheNamedFilesystemsOnly() {
        String page = HtmlReport.of(Reports.example("sound-lvm"), EnumSet.of(Filesystem.EXT2), HtmlPages.CHECKED);
        assertThat(page).contains("<b>ext2</b>").doesNotContain("xfs</b>", "ext4</b>");
    }

    @Test
    void badBlocksAreMarkedWhereTheyAre() {
        TestHost host = new TestHost()
                .pmem("pmem0", 1_000_000, new SectorRange(500_000, 8))
                .dm("dm-0", "0 1000000 linear pmem0 0");
        Document page = checked(HtmlPages.of(Reports.of(host.host())));
        assertThat(withClass(page, "poison")).singleElement().satisfies(poison -> {
            assertThat(poison.getTextContent()).contains("bad blocks, 1 range from sector 500000");
            Element run = (Element) poison.getElementsByTagName("rect").item(1);
            assertThat(run.getAttribute("x")).isEqualTo("50.0%");
            assertThat(run.getAttribute("width")).isEqualTo("0.4%");
        });
    }

    @Test
    void aHostWithoutAnythingIsAPageTooThatSaysWhatWasLookedFor() {
        Document page = checked(HtmlPages.of(
                Reports.of(new TestHost().leaf(Kind.NVME, "nvme0n1", 1000).host())));
        assertThat(page.getDocumentElement().getTextContent()).contains("No DAX-relevant storage", "among 1 block");
    }

    // ---------------------------------------------------------------------------------------- hostile names

    @ParameterizedTest
    @MethodSource("hostileNames")
    void aNameStaysAName(String name) {
        HostReport report = HtmlPages.hostile(name);
        Document page = checked(HtmlPages.of(report));
        assertThat(elements(page, "script")).isEmpty();
        assertThat(elements(page, "title"))
                .first()
                .satisfies(title -> assertThat(title.getTextContent()).isEqualTo("daxcheck: " + shown(name)));
        for (String style : List.of("card", "layer", "extent")) {
            assertThat(withClass(page, style).stream().map(Element::getTextContent))
                    .anyMatch(text -> text.contains(shown(name)));
        }
        assertThat(page.getDocumentElement().getTextContent())
                .contains("/1" + shown(name), "/2" + shown(name), "ram0" + shown(name));
    }

    /** What {@code OneLine} makes of it, and XML. */
    private static String shown(String name) {
        return OneLine.of(name).replace('\uffff', '\ufffd');
    }

    // ------------------------------------------------------------------------------------------------- size

    private static Document bounded(HostReport report) {
        String page = HtmlPages.of(report);
        assertThat(page.length()).isLessThan(150_000);
        return checked(page);
    }

    @Test
    void oneDeviceIsAPicture() {
        Document page = bounded(Reports.of(new TestHost().pmem("pmem0", 262_144).host()));
        assertThat(withClass(page, "layer"))
                .singleElement()
                .satisfies(layer -> assertThat(layer.getTextContent()).isEqualTo("pmem0namespace0.0 fsdax128 MiB"));
    }

    @Test
    void aTableOfAHundredThousandTargetsShowsTheFaultyOneAndCountsTheRest() {
        List<DmTarget> targets = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            targets.add(TestHost.target(i * 8 + " 8 linear pmem0 " + (i == 70_000 ? 560_001 : i * 8)));
        }
        TestHost host = new TestHost().pmem("pmem0", 1_000_000).dm("dm-0", targets);
        Document page = bounded(Reports.of(host.host()));
        assertThat(page.getDocumentElement().getTextContent()).contains("… 99,988 more targets");
        assertThat(withClass(page, "extent").stream()
                        .filter(extent -> extent.getAttribute("class").contains("at-fault")))
                .singleElement()
                .satisfies(extent -> {
                    assertThat(extent.getAttribute("data-start")).isEqualTo("560000");
                    assertThat(extent.getAttribute("x")).isEqualTo("70.0%");
                });
    }

    @Test
    void fiveHundredLevelsShowTheEndsAndTheFaultyOneAndCountTheRest() {
        TestHost host = new TestHost().pmem("pmem0", 1_000_000).dm("dm-0", "0 16000 linear pmem0 0");
        for (int i = 1; i < 500; i++) {
            host.dm("dm-" + i, "0 %d linear dm-%d %d".formatted(16_000 - i * 8, i - 1, i == 250 ? 1 : 0));
        }
        HostReport report = Reports.deep(host.host());
        Document page = bounded(report);
        assertThat(withClass(page, "layer"))
                .extracting(layer -> layer.getAttribute("data-layer"))
                .startsWith("dm-499", "dm-498")
                .contains("dm-250", "pmem0")
                .hasSizeLessThan(12);
        assertThat(withClass(page, "left-out").stream().map(Element::getTextContent))
                .anyMatch(text -> text.matches("… [0-9]+ more levels"));
    }

    @Test
    void aThousandLegsShowTheFaultyOneAndCountTheRest() {
        TestHost host = new TestHost();
        List<String> table = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            if (i == 700) {
                host.leaf(Kind.BRD, "ram0", 8000);
                table.add(i * 8000 + " 8000 linear ram0 0");
            } else {
                host.pmem("pmem" + i, 8000);
                table.add(i * 8000 + " 8000 linear pmem" + i + " 0");
            }
        }
        host.dm("dm-0", table.toArray(String[]::new));
        Document page = bounded(Reports.of(host.host()));
        assertThat(withClass(page, "layer"))
                .extracting(layer -> layer.getAttribute("data-layer"))
                .containsExactly("dm-0", "pmem0", "pmem1", "ram0");
        assertThat(withClass(page, "left-out"))
                .singleElement()
                .satisfies(box -> assertThat(box.getTextContent()).isEqualTo("… 997 more"));
    }

    @Test
    void tenThousandStacksHaveATableThatCountsTheRestAndPicturesOfTheWorst() {
        TestHost host = new TestHost();
        for (int i = 0; i < 10_000; i++) {
            host.pmem("pmem" + i, 8000);
        }
        host.raw("pmem10000", 8000);
        String page = HtmlPages.of(Reports.of(host.host()));
        assertThat(page.length()).isLessThan(3_000_000);
        Document document = checked(page);
        assertThat(withClass(document, "stack"))
                .hasSize(200)
                .first()
                .satisfies(
                        stack -> assertThat(stack.getAttribute("data-device")).isEqualTo("pmem10000"));
        assertThat(document.getDocumentElement().getTextContent()).contains("… 8,001 more stacks");
    }

    @Test
    void hazardsWithoutNumberAreABarOfBoundedSize() {
        TestHost host = new TestHost()
                .release("4.19.1")
                .pmem("pmem0", 4_000_000)
                .raw("pmem1", 4_000_000)
                .dm("dm-0", "0 8000000 striped 2 8 pmem0 0 pmem1 0");
        Document page = bounded(Reports.of(host.host()));
        assertThat(withClass(page, "hazard").stream().map(Element::getTextContent))
                .anyMatch(text -> text.startsWith("panic ") && text.contains("more than"));
    }

    /** Names are as long as a capture makes them; the page grows with them by a factor, and no more. */
    @Test
    void namesOfAnyLength() {
        String page = HtmlPages.of(HtmlPages.hostile("x".repeat(10_000)));
        assertThat(page.length()).isLessThan(3_000_000);
        checked(page);
    }

    /** A sound device under a filesystem that this kernel refuses: the page is about the mount of that filesystem. */
    @Test
    void theFilesystemOnTheDeviceIsNamedFirst() {
        Document page = checked(HtmlPages.of(Reports.example("xfs-reflink")));
        assertThat(elements(page, "section"))
                .filteredOn(section -> section.getAttribute("data-device").equals("pmem1"))
                .singleElement()
                .satisfies(section -> {
                    assertThat(section.getAttribute("class"))
                            .contains("blocker")
                            .doesNotContain("good");
                    assertThat(section.getTextContent())
                            .contains("The xfs on pmem1 has reflink")
                            .contains("The xfs on it: mount refused")
                            .contains("a new ext4, xfs, ext2 DAX");
                });
    }
}

package io.daxcheck.source.format;

import static io.daxcheck.source.format.Facts.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.text.Escapes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DmsetupTableTest {
    /** The tables of dm-0, dm-1, …, which are called by these names. */
    private static Map<String, Fact<DmTable>> read(String output, String... names) {
        Map<String, List<String>> devices = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            devices.put("dm-" + i, List.of(names[i]));
        }
        return DmsetupTable.read(bytes(output), devices);
    }

    private static String lines(Fact<DmTable> table) {
        return table instanceof Fact.Known<DmTable> known
                ? known.content().targets().stream()
                        .map(DmTarget::line)
                        .toList()
                        .toString()
                : Facts.state(table);
    }

    @Test
    void gathersTheTargetsOfEachDevice() {
        Map<String, Fact<DmTable>> tables =
                read("a: 0 8 linear 259:1 0\nb: 0 16 zero \na: 8 8 linear 1:0 2048\n", "a", "b");
        assertThat(lines(tables.get("dm-0"))).isEqualTo("[0 8 linear 259:1 0, 8 8 linear 1:0 2048]");
        assertThat(lines(tables.get("dm-1"))).isEqualTo("[0 16 zero]");
        assertThat(tables.get("dm-0").value().orElseThrow().lengthSectors()).isEqualTo(16);
    }

    @Test
    void knowsNamesWithSpacesAndColons() {
        Map<String, Fact<DmTable>> tables = read(
                "a: 0 8 linear 1:0 0: 0 8 linear 259:1 0\na: 0 8 linear 1:1 0\nmy data: x: 0 8 linear 1:2 0\n",
                "a",
                "a: 0 8 linear 1:0 0",
                "my data: x");
        assertThat(lines(tables.get("dm-0"))).isEqualTo("[0 8 linear 1:1 0]");
        assertThat(lines(tables.get("dm-1"))).isEqualTo("[0 8 linear 259:1 0]");
        assertThat(lines(tables.get("dm-2"))).isEqualTo("[0 8 linear 1:2 0]");
    }

    @Test
    void readsTheEscapesOfTheKernelsName() {
        Map<String, Fact<DmTable>> tables =
                read("a b: 0 8 linear 1:0 0\nc\\x20d: 0 8 linear 1:1 0\n", "a\\x20b", "c\\x20d");
        assertThat(lines(tables.get("dm-0"))).isEqualTo("[0 8 linear 1:0 0]");
        assertThat(lines(tables.get("dm-1"))).isEqualTo("[0 8 linear 1:1 0]");
        assertThat(Escapes.unescaped("a\\x2fb\\x2\\xzz\\")).isEqualTo("a/b\\x2\\xzz\\");
    }

    @Test
    void tellsNothingOfTwoDevicesThatArePrintedAlike() {
        Map<String, Fact<DmTable>> tables = read("a A: 0 8 linear 1:0 0\n", "a\\x20A", "a\\x20\\x41");
        assertThat(lines(tables.get("dm-0"))).startsWith("unreadable: more than one device is printed as");
        assertThat(lines(tables.get("dm-1"))).startsWith("unreadable: more than one device is printed as");
    }

    @Test
    void readsADeviceThatMapsItself() {
        assertThat(lines(read("a: 0 8 linear 253:0 0\n", "a").get("dm-0"))).isEqualTo("[0 8 linear 253:0 0]");
    }

    @Test
    void sortsWhatSomeoneHasSortedAsText() {
        assertThat(lines(read("a: 0 16 zero \na: 128 8 zero \na: 16 112 zero \n", "a")
                        .get("dm-0")))
                .isEqualTo("[0 16 zero, 16 112 zero, 128 8 zero]");
    }

    @Test
    void refusesGapsAndOverlaps() {
        assertThat(lines(read("a: 0 8 zero\na: 16 8 zero\n", "a").get("dm-0")))
                .isEqualTo("unreadable: no target for sectors 8 to 15");
        assertThat(lines(read("a: 8 8 zero\n", "a").get("dm-0"))).isEqualTo("unreadable: no target for sectors 0 to 7");
        assertThat(lines(read("a: 0 8 zero\na: 4 8 zero\n", "a").get("dm-0")))
                .isEqualTo("unreadable: two targets for sector 4");
    }

    @Test
    void keepsADamagedTableFromItsNeighbours() {
        Map<String, Fact<DmTable>> tables =
                read("a: 0 8 linear 259:1\nb: 0 8 linear 259:1 0\nc: 0 99999999999999999999 zero\n", "a", "b", "c");
        assertThat(lines(tables.get("dm-0")))
                .isEqualTo("unreadable: line 1: wrong number of arguments for linear: \"0 8 linear 259:1\"");
        assertThat(lines(tables.get("dm-1"))).isEqualTo("[0 8 linear 259:1 0]");
        assertThat(lines(tables.get("dm-2")))
                .startsWith("unreadable: line 3: start and length are not numbers of at most 63 bits");
    }

    @Test
    void lacksTheTablesThatGarbageMayHaveHidden() {
        Map<String, Fact<DmTable>> tables =
                read("a: 0 8 zero \n\u001b[1mSegmentation fault\nother: 0 8 zero\n", "a", "b");
        assertThat(lines(tables.get("dm-0"))).isEqualTo("[0 8 zero]");
        assertThat(lines(tables.get("dm-1")))
                .isEqualTo("unreadable: line 2: not NAME: START LENGTH TYPE ARGUMENTS:"
                        + " \"\\x1b[1mSegmentation fault\"");
    }

    @Test
    void ignoresTheLinesOfOtherDevices() {
        assertThat(lines(read("x: y: 0 8 zero\nempty: \na: 0 8 zero\n", "a").get("dm-0")))
                .isEqualTo("[0 8 zero]");
    }

    @Test
    void tellsWhyThereIsNoTable() {
        assertThat(lines(read("a: \n", "a").get("dm-0"))).isEqualTo("absent");
        assertThat(lines(read("No devices found\n", "a").get("dm-0"))).isEqualTo("unreadable: no line for \"a\"");
        assertThat(lines(DmsetupTable.read(bytes("a: 0 8 zero\n"), Map.of("dm-0", List.of()))
                        .get("dm-0")))
                .isEqualTo("unreadable: the name of dm-0 is not known");
        Map<String, List<String>> devices = Map.of("dm-0", List.of("a"));
        assertThat(lines(DmsetupTable.read(new Fact.Absent<>(DmsetupTable.PATH), devices)
                        .get("dm-0")))
                .isEqualTo("absent");
        assertThat(lines(DmsetupTable.read(new Fact.Unreadable<>(DmsetupTable.PATH, "permission denied"), devices)
                        .get("dm-0")))
                .isEqualTo("unreadable: permission denied");
    }

    @Test
    void readsAHundredThousandTargets() {
        StringBuilder output = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            output.append("a: ")
                    .append(i * 8)
                    .append(" 8 linear 259:1 ")
                    .append(i * 8)
                    .append('\n');
        }
        assertThat(read(output.toString(), "a")
                        .get("dm-0")
                        .value()
                        .orElseThrow()
                        .lengthSectors())
                .isEqualTo(800_000);
    }

    /** Hours, if every colon were taken for the end of a name as long as all that comes before it. */
    @Test
    @Timeout(60)
    void doesNotTryEveryColonOfALongLine() {
        String line = ": ".repeat(4_000_000);
        assertThat(lines(read(line + "\n", "a").get("dm-0"))).startsWith("unreadable: line 1: not NAME: START");
        assertThat(lines(read("a: 0 8 zero " + line, "a").get("dm-0")))
                .startsWith("unreadable: line 1: a target of more than 1048576 characters");
    }
}

package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ListCommandTest {
    private static final String EXAMPLE = "example:silent-corruption";

    @Test
    void printsALineForEachStack() {
        CommandLineRun run = CommandLineRun.of("list", "--from", EXAMPLE);
        assertThat(run.status()).isZero();
        assertThat(run.outLines().get(0)).startsWith("PATH").endsWith("CAUSE");
        assertThat(run.outLines())
                .hasSize(9)
                .anyMatch(line -> line.startsWith("/dev/mapper/t ")
                        && line.contains(" dax!corrupt ")
                        && line.endsWith("UNSAFE  offset-not-page-aligned (dm-0)"))
                .anyMatch(line -> line.startsWith("/dev/pmem3 ")
                        && line.contains(" pmem ")
                        && line.contains(" raw ")
                        && line.contains(" ext4:refused,xfs:fallback ")
                        && line.endsWith("NO DAX  raw-namespace (pmem3)"));
    }

    @Test
    void showsTheColumnsThatAreNamed() {
        CommandLineRun run = CommandLineRun.of("list", "--from", EXAMPLE, "-n", "-o", "name,Size", "pmem2", "dm-0");
        assertThat(run.out()).isEqualTo("pmem2 124MiB\ndm-0   32MiB\n");
        assertThat(CommandLineRun.of("list", "-o", "COLOUR").err()).contains("'COLOUR' is none of NAME, PATH");
    }

    @Test
    void printsJson() {
        CommandLineRun run =
                CommandLineRun.of("list", "--from", EXAMPLE, "--json", "-o", "NAME,SIZE,MODE,VERDICT", "pmem3");
        JsonNode stack = new ObjectMapper().readTree(run.out()).get("stacks").get(0);
        assertThat(stack.toString())
                .isEqualTo("{\"name\":\"pmem3\",\"size\":536870912,\"mode\":\"raw\",\"verdict\":\"unsupported\"}");
    }

    @Test
    void saysWhichDeviceDoesNotExist() {
        CommandLineRun run = CommandLineRun.of("list", "--from", EXAMPLE, "pmem99");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("pmem99");
    }

    @Test
    void judgesAsAnotherKernel() {
        CommandLineRun run =
                CommandLineRun.of("list", "--from", EXAMPLE, "--kernel", "5.10", "-n", "-o", "NAME,VERDICT", "dm-0");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("dm-0 NO DAX\n");
    }
}

package io.daxcheck.source.facts;

import static io.daxcheck.source.format.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.source.tree.TarBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelFactsTest {
    private static final String DEBIAN = "Linux version 5.10.0-32-amd64 (debian-kernel@lists.debian.org)"
            + " (gcc-10 (Debian 10.2.1-6) 10.2.1 20210110) #1 SMP Debian 5.10.223-1 (2024-08-10)\n";

    private static KernelFacts read(TarBuilder host) {
        return new KernelFacts(host.tree());
    }

    @Test
    void readsTheReleaseAndTheLevelBehindIt() {
        KernelFacts facts = read(new TarBuilder()
                .file("proc/sys/kernel/osrelease", "5.10.0-32-amd64\n")
                .file("proc/version", DEBIAN)
                .file("proc/sys/kernel/hostname", "db07\n"));
        KernelRelease release = facts.release().value().orElseThrow();
        assertThat(release.text()).isEqualTo("5.10.0-32-amd64");
        assertThat(release.upstream().orElseThrow()).hasToString("5.10.223");
        assertThat(state(facts.hostname())).isEqualTo("db07");
        assertThat(state(facts.architecture())).isEqualTo("x86_64");
        assertThat(facts.architecture().source()).isEqualTo("proc/sys/kernel/osrelease");
    }

    @Test
    void readsUbuntusSignature() {
        KernelFacts facts = read(new TarBuilder()
                .file("proc/sys/kernel/osrelease", "5.15.0-130-generic\n")
                .file("proc/version_signature", "Ubuntu 5.15.0-130.140-generic 5.15.173\n"));
        assertThat(facts.release().value().orElseThrow().upstream().orElseThrow())
                .hasToString("5.15.173");
    }

    @Test
    void fallsBackToTheNextFile() {
        KernelFacts version = read(
                new TarBuilder().file("proc/sys/kernel/osrelease", "garbage\n").file("proc/version", DEBIAN));
        assertThat(version.release().value().orElseThrow().upstream().orElseThrow())
                .hasToString("5.10.223");
        assertThat(version.release().source()).isEqualTo("proc/version");
        KernelFacts uname =
                read(new TarBuilder().file("commands/uname", "Linux db07 6.1.0 #1 SMP today aarch64 GNU/Linux\n"));
        assertThat(uname.release().value().orElseThrow().text()).isEqualTo("6.1.0");
        assertThat(state(uname.hostname())).isEqualTo("db07");
        assertThat(state(uname.architecture())).isEqualTo("aarch64");
    }

    @Test
    void saysWhatIsWrongWhereNothingTells() {
        KernelFacts garbage = read(new TarBuilder().file("proc/sys/kernel/osrelease", "garbage\n"));
        assertThat(state(garbage.release())).isEqualTo("unreadable: \"garbage\" is not a kernel release");
        KernelFacts nothing = read(new TarBuilder().directory("proc"));
        assertThat(state(nothing.release())).isEqualTo("absent");
        assertThat(state(nothing.hostname())).isEqualTo("absent");
        assertThat(state(nothing.architecture())).isEqualTo("absent");
        assertThat(state(read(new TarBuilder().file("commands/uname", "Linux")).hostname()))
                .isEqualTo("absent");
    }

    @ParameterizedTest
    @CsvSource({
        "4.18.0-240.el8.x86_64, x86_64",
        "5.14.0-70.el9.aarch64+64k, aarch64",
        "6.1.0-50-cloud-arm64, aarch64",
        "6.1.0-50-powerpc64le, ppc64le",
        "6.1.0-50-686-pae, i686",
        "7.3.4+deb13-amd64, x86_64",
        "4.14.5, absent",
        "5.15.0-generic, absent",
    })
    void knowsTheArchitectureByTheSuffix(String release, String architecture) {
        assertThat(state(read(new TarBuilder().file("proc/sys/kernel/osrelease", release + "\n"))
                        .architecture()))
                .isEqualTo(architecture);
    }

    @ParameterizedTest
    @CsvSource({
        "Linux version 6.1 (x86_64-linux-gnu-gcc-14 (Debian) 14.2.0), x86_64",
        "Linux version 6.1 (x86_64-redhat-linux-gcc (GCC) 11), x86_64",
        "Linux version 6.1 (me@amd64-builder) (riscv64-unknown-linux-gnu-gcc 12), riscv64",
        "Linux version 4.14.5 (root@vm) (gcc version 12.2.0 (Debian)), absent",
        "Linux version 6.1 (buildd@lcy02-amd64-026) (gcc), absent",
    })
    void knowsTheArchitectureByTheCompiler(String version, String architecture) {
        assertThat(state(read(new TarBuilder().file("proc/version", version + "\n"))
                        .architecture()))
                .isEqualTo(architecture);
    }
}

package io.daxcheck.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelNameTest {
    @ParameterizedTest
    @CsvSource({
        "6.1,                          6.1",
        "v6.1,                         6.1",
        "2.6.32,                       2.6.32",
        "5.19,                         5.19",
        "7.3.9,                        7.3.9",
        "v7.4,                         7.4",
        "7.4.1,                        7.4.1",
        "7.4-rc1,                      7.4-rc1",
        "6.6.72+,                      6.6.72+",
        "5.15.167.4-microsoft-standard-WSL2, 5.15.167.4-microsoft-standard-WSL2",
        "5.14.0-427.13.1.el9_4.x86_64, 5.14.0-427.13.1.el9_4.x86_64",
        "rhel9.4,                      5.14.0-427.13.1.el9_4",
        "RHEL 9.4,                     5.14.0-427.13.1.el9_4",
        "rhel-9.4,                     5.14.0-427.13.1.el9_4",
        "el9_4,                        5.14.0-427.13.1.el9_4",
        "rocky9.4,                     5.14.0-427.13.1.el9_4",
        "AlmaLinux-8.10,               4.18.0-553.el8_10",
        "centos7.9,                    3.10.0-1160.el7",
        "rhel9,                        5.14.0-611.5.1.el9_7",
        "SLES 15 SP5,                  5.14.21-150500.53-default",
        "sle15-sp5,                    5.14.21-150500.53-default",
        "leap15.5,                     5.14.21-150500.53-default",
        "leap15.0,                     4.12.14-lp150.12.4-default",
        "ubuntu22.04,                  5.15.0-25-generic",
        "jammy,                        5.15.0-25-generic",
        "UEKR7,                        5.15.0-0.30.19.el9uek"
    })
    void namesAKernel(String name, String release) {
        assertThat(new KernelName(name).release().map(KernelRelease::text)).contains(release);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9.4    | newest Linux that daxcheck knows is 7.3; did you mean rhel9.4?",
                "10.1   | newest Linux that daxcheck knows is 7.3; did you mean rhel10.1?",
                "8.10   | newest Linux that daxcheck knows is 7.3; did you mean rhel8.10?",
                "7.9    | newest Linux that daxcheck knows is 7.3; did you mean rhel7.9?",
                "7.4    | did you mean rhel7.4? For Linux 7.4 write v7.4",
                "22.04  | did you mean ubuntu22.04?",
                "15.5   | did you mean sles15sp5?",
                "9      | did you mean rhel9?",
                "v7.9   | newest Linux that daxcheck knows is 7.3; for a vendor's release write rhel9.4",
                "99.1   | newest Linux that daxcheck knows is 7.3; for a vendor's release write rhel9.4",
                "9.4.0  | newest Linux that daxcheck knows is 7.3",
                "6.20   | 6.19 was the last Linux 6",
                "5.20.1 | 5.19 was the last Linux 5",
                "rhel9.9     | known are rhel9.0, rhel9.1, rhel9.2, rhel9.3, rhel9.4, rhel9.5, rhel9.6, rhel9.7: write 6.1",
                "rhel11      | known are rhel7.3 to rhel10.1: write 6.1",
                "ubuntu24.10 | known are ubuntu24.04: write 6.1",
                "centos9     | : write 6.1",
                "banana      | : write 6.1"
            })
    void saysWhatIsMeant(String name, String help) {
        KernelName kernel = new KernelName(name);
        assertThat(kernel.release()).isEmpty();
        assertThat(kernel.help())
                .startsWith("'" + name + "' is not a kernel release")
                .contains(help);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "v",
                "6",
                "v6",
                "6..1",
                "6.1.",
                "6.1x",
                "6.1.999999999999",
                "-1.2",
                "1.0",
                "rhel9.",
                "vv6.1"
            })
    void isNone(String name) {
        assertThat(new KernelName(name).release()).isEmpty();
    }

    /** Every name that is shown is one that is accepted. */
    @Test
    void everyReleaseIsFoundByItsName() {
        for (VendorSeries series : VendorSeries.all()) {
            for (VendorSeries.Release release : series.releases()) {
                if (!release.shortName().isEmpty()) {
                    assertThat(new KernelName(release.shortName()).release().map(KernelRelease::text))
                            .as(release.shortName())
                            .contains(release.kernel());
                }
            }
        }
    }
}

package io.daxcheck.source.format;

import static io.daxcheck.source.format.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.source.tree.TarBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OsReleaseTest {
    /** As the distributions ship it, the lines that matter. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NAME=\"Red Hat Enterprise Linux\";ID=\"rhel\";VERSION_ID=\"9.4\"            | RHEL 9.4",
                "NAME=\"Red Hat Enterprise Linux Server\";ID=\"rhel\";VERSION_ID=\"7.6\"     | RHEL 7.6",
                "NAME=\"Rocky Linux\";ID=\"rocky\";ID_LIKE=\"rhel centos fedora\";VERSION_ID=\"9.4\" | Rocky Linux 9.4",
                "NAME=\"AlmaLinux\";ID=\"almalinux\";VERSION_ID=\"8.10\"                     | AlmaLinux 8.10",
                "NAME=\"Oracle Linux Server\";ID=\"ol\";VERSION_ID=\"9.4\"                   | Oracle Linux 9.4",
                "NAME=\"CentOS Stream\";ID=\"centos\";VERSION_ID=\"9\"                       | CentOS Stream 9",
                "NAME=\"CentOS Linux\";ID=\"centos\";VERSION_ID=\"7\"                        | CentOS Linux 7",
                "ID=centos;VERSION_ID=8                                                      | CentOS 8",
                "NAME=\"SLES\";VERSION=\"15-SP5\";VERSION_ID=\"15.5\";ID=\"sles\"            | SLES 15 SP5",
                "NAME=\"SLES\";VERSION_ID=\"15\";ID=\"sles\"                                 | SLES 15",
                "NAME=\"SLES\";VERSION_ID=\"16.0\";ID=\"sles\"                               | SLES 16.0",
                "NAME=\"SLES\";VERSION_ID=\"15.4\";ID=\"sles_sap\"                           | SLES for SAP 15 SP4",
                "NAME=\"openSUSE Leap\";ID=\"opensuse-leap\";VERSION_ID=\"15.5\"             | openSUSE Leap 15.5",
                "PRETTY_NAME=\"Ubuntu 22.04.4 LTS\";NAME=\"Ubuntu\";VERSION_ID=\"22.04\";ID=ubuntu | Ubuntu 22.04",
                "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\";VERSION_ID=\"12\";ID=debian  | Debian 12",
                "PRETTY_NAME=\"Debian GNU/Linux forky/sid\";ID=debian                        | Debian",
                "NAME=\"Amazon Linux\";VERSION_ID=\"2023\";ID=\"amzn\"                       | Amazon Linux 2023",
                "NAME=\"Fedora Linux\";VERSION_ID=40;ID=fedora                               | Fedora 40",
                "NAME=\"openEuler\";VERSION_ID=\"22.03\";ID=\"openEuler\";PRETTY_NAME=\"openEuler 22.03 LTS\" | openEuler 22.03",
                "PRETTY_NAME=\"Anolis OS 8.8\";ID=\"anolis\";VERSION_ID=\"8.8\"               | Anolis OS 8.8",
                "NAME='Arch Linux';ID=arch                                                   | Arch Linux",
                "ID=buildroot;VERSION_ID=2024.02                                             | buildroot 2024.02"
            })
    void namesItAsItsUsersDo(String lines, String name) {
        assertThat(state(OsRelease.read(new TarBuilder()
                        .file("etc/os-release", lines.replace(';', '\n'))
                        .tree())))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "Red Hat Enterprise Linux release 8.6 (Ootpa),          RHEL 8.6",
        "Red Hat Enterprise Linux Server release 7.6 (Maipo),   RHEL 7.6",
        "CentOS Linux release 7.9.2009 (Core),                  CentOS Linux 7.9.2009",
        "Rocky Linux release 9.4 (Blue Onyx),                   Rocky Linux 9.4",
        "AlmaLinux release 9,                                   AlmaLinux 9",
        "nothing of that kind,                                  unreadable: names no release"
    })
    void readsRedHatsLineWhereThereIsNothingElse(String line, String name) {
        assertThat(state(OsRelease.read(
                        new TarBuilder().file("etc/redhat-release", line + '\n').tree())))
                .isEqualTo(name);
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(state(OsRelease.read(new TarBuilder().directory("etc").tree())))
                .isEqualTo("absent");
        assertThat(state(OsRelease.read(
                        new TarBuilder().file("etc/os-release", "# none\n").tree())))
                .isEqualTo("unreadable: names no distribution");
        assertThat(OsRelease.read(new TarBuilder()
                                .file("etc/os-release", "ID=x\nPRETTY_NAME=\"" + "y".repeat(4000) + "\"\n")
                                .tree())
                        .value()
                        .orElseThrow())
                .hasSize(100);
    }
}

package io.daxcheck.source.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.Fact;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.source.tree.TarBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextKernelTest {
    private static final String ID = "0123456789abcdef0123456789abcdef-";
    private static final String OLD = "5.14.0-362.8.1.el9_3.x86_64";
    private static final String NEW = "5.14.0-427.13.1.el9_4.x86_64";
    private static final String PADDING = "#".repeat(900);

    private static TarBuilder redHat() {
        return new TarBuilder()
                .file("boot/vmlinuz-" + OLD, "")
                .file("boot/vmlinuz-" + NEW, "")
                .file("boot/vmlinuz-0-rescue-0123456789abcdef0123456789abcdef", "")
                .file("boot/loader/entries/" + ID + OLD + ".conf", "")
                .file("boot/loader/entries/" + ID + NEW + ".conf", "")
                .file("boot/loader/entries/" + ID + "0-rescue.conf", "");
    }

    private static TarBuilder redHat(String environment) {
        return redHat().file("boot/grub2/grubenv", "# GRUB Environment Block\n" + environment + "\n" + PADDING);
    }

    private static TarBuilder debian() {
        return new TarBuilder()
                .file("boot/vmlinuz-6.1.0-9-amd64", "")
                .file("boot/vmlinuz-6.1.0-18-amd64", "")
                .file("boot/vmlinuz-6.1.0-8-amd64.old", "");
    }

    private static String told(TarBuilder host) {
        Fact<KernelRelease> next = NextKernel.read(host.tree());
        return next instanceof Fact.Known<KernelRelease> known
                ? known.content().text() + " " + known.source()
                : next instanceof Fact.Unreadable<KernelRelease> unreadable
                        ? "? " + unreadable.source() + ": " + unreadable.reason()
                        : "absent " + next.source();
    }

    // ------------------------------------------------------------------------------------- what GRUB keeps

    @Test
    void savedEntryIsStarted() {
        assertThat(told(redHat("saved_entry=" + ID + OLD))).isEqualTo(OLD + " boot/grub2/grubenv");
    }

    @Test
    void nextEntryIsStartedOnce() {
        assertThat(told(redHat("saved_entry=" + ID + NEW + "\nnext_entry=" + ID + OLD)))
                .isEqualTo(OLD + " boot/grub2/grubenv");
        assertThat(told(redHat("saved_entry=" + ID + OLD + "\nnext_entry="))).startsWith(OLD);
    }

    @Test
    void titleNamesItInParentheses() {
        assertThat(told(redHat("saved_entry=Red Hat Enterprise Linux Server (" + OLD + ") 7.6 (Maipo)")))
                .startsWith(OLD);
    }

    @Test
    void withoutSavedEntryTheNewestIsStarted() {
        assertThat(told(redHat("saved_entry="))).isEqualTo(NEW + " boot/loader/entries");
        assertThat(told(redHat("boot_success=0"))).startsWith(NEW);
        assertThat(told(redHat("saved_entry=0"))).startsWith(NEW);
    }

    @Test
    void entryThatNamesNoKernelCannotBeFollowed() {
        assertThat(told(redHat("saved_entry=2")))
                .isEqualTo("? boot/grub2/grubenv: the entry \"2\" names no kernel release");
        assertThat(told(redHat("saved_entry=Windows Boot Manager")))
                .isEqualTo("? boot/grub2/grubenv: the entry \"Windows Boot Manager\" names no kernel release");
        assertThat(told(redHat("saved_entry=" + ID + "5.14.0-70.13.1.el9_0.x86_64")))
                .contains("names a kernel that is not in /boot");
    }

    /** Red Hat's menu starts what is saved unless the site says otherwise. */
    @Test
    void defaultOfTheSiteComesFirst() {
        assertThat(told(redHat("saved_entry=" + ID + OLD).file("etc/default/grub", "GRUB_DEFAULT=0\n")))
                .startsWith(NEW);
        assertThat(told(redHat("saved_entry=" + ID + OLD).file("etc/default/grub", "GRUB_DEFAULT=saved\n")))
                .startsWith(OLD);
        assertThat(told(debian().file("etc/default/grub", "GRUB_DEFAULT=\"1>2\"\n")))
                .isEqualTo("? etc/default/grub: the entry \"1>2\" names no kernel release");
    }

    // --------------------------------------------------------------------------------------------- Debian

    @Test
    void newestIsByNumberAndNotByLetter() {
        assertThat(told(debian())).isEqualTo("6.1.0-18-amd64 boot");
        assertThat(told(debian().file("boot/vmlinuz-6.9.0-rc1-amd64", "").file("boot/vmlinuz-6.9.0-amd64", "")))
                .startsWith("6.9.0-amd64");
    }

    @Test
    void debiansSavedEntryCountsWhereItsMenuAsksForIt() {
        String saved = "saved_entry=gnulinux-advanced-0a1b>gnulinux-6.1.0-9-amd64-advanced-0a1b\n";
        assertThat(told(debian().file("boot/grub/grubenv", saved)))
                .isEqualTo("? boot/grub/grubenv: it depends on GRUB_DEFAULT in etc/default/grub, which was not read");
        assertThat(told(debian().file("boot/grub/grubenv", saved).file("etc/default/grub", "GRUB_DEFAULT=saved\n")))
                .isEqualTo("6.1.0-9-amd64 boot/grub/grubenv");
        assertThat(told(debian().file("boot/grub/grubenv", saved).file("etc/default/grub", "GRUB_DEFAULT=0\n")))
                .isEqualTo("6.1.0-18-amd64 boot");
        assertThat(told(debian().file(
                                "boot/grub/grubenv",
                                "saved_entry=gnulinux-advanced-0a1b>gnulinux-6.1.0-18-amd64-advanced-0a1b\n")))
                .startsWith("6.1.0-18-amd64");
        assertThat(told(debian().file("boot/grub/grubenv", "saved_entry=gnulinux-simple-0a1b\n")))
                .startsWith("6.1.0-18-amd64");
    }

    // ---------------------------------------------------------------------------------------------- links

    @ParameterizedTest
    @CsvSource({
        "vmlinuz, vmlinuz-6.1.0-18-amd64, 6.1.0-18-amd64 boot",
        "vmlinuz, vmlinuz-6.1.0-9-amd64, '? boot/vmlinuz: it leads to 6.1.0-9-amd64, and the newest kernel is 6.1.0-18-amd64'",
        "vmlinuz, gone, 6.1.0-18-amd64 boot"
    })
    void linkMustAgreeWithTheNewest(String link, String target, String told) {
        assertThat(told(debian().link("boot/" + link, target))).isEqualTo(told);
    }

    @Test
    void imagesOfOtherArchitectures() {
        assertThat(told(new TarBuilder()
                        .file("boot/Image-6.4.0-150600.21-default", "")
                        .file("boot/Image-6.4.0-150600.23.7-default", "")))
                .startsWith("6.4.0-150600.23.7-default");
        assertThat(told(new TarBuilder().file("boot/vmlinux-6.4.0-150600.21-default", "")))
                .startsWith("6.4.0-150600.21-default");
    }

    // --------------------------------------------------------------------------------------- systemd-boot

    @Test
    void systemdBootsDefault() {
        TarBuilder host = redHat().file("boot/loader/loader.conf", "timeout 3\ndefault " + ID + OLD + ".conf\n");
        assertThat(told(host)).isEqualTo(OLD + " boot/loader/loader.conf");
        assertThat(told(redHat().file("boot/loader/loader.conf", "default fedora-*\n")))
                .contains("names no kernel release");
        assertThat(told(redHat().file("boot/loader/loader.conf", "timeout 3\n")))
                .startsWith(NEW);
    }

    // -------------------------------------------------------------------------------------- what is missing

    @Test
    void nothingIsKnownOfABootDirectoryThatWasNotRead() {
        assertThat(told(new TarBuilder().directory("proc"))).isEqualTo("absent boot");
        assertThat(told(new TarBuilder().file("boot/config-6.1.0", ""))).isEqualTo("absent boot");
    }

    @Test
    void entryIsEnoughWhereNoImageIsListed() {
        assertThat(told(new TarBuilder().file("boot/grub2/grubenv", "saved_entry=" + ID + OLD + "\n")))
                .isEqualTo(OLD + " boot/grub2/grubenv");
    }
}

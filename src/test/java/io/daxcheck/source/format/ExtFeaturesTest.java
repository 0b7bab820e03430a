package io.daxcheck.source.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtFeaturesTest {
    /** The bits of the superblock, and what dumpe2fs prints of the same filesystem. */
    @ParameterizedTest
    @CsvSource({
        "ext2, 0x38, 0x2, 0x3, ext_attr resize_inode dir_index filetype sparse_super large_file",
        "ext3, 0x3c, 0x2, 0x3, has_journal ext_attr resize_inode dir_index filetype sparse_super large_file",
        "ext3, 0x4, 0x16, 0x1, has_journal needs_recovery filetype meta_bg sparse_super",
        "ext4, 0x0, 0x4, 0x0, needs_recovery",
        "ext4, 0x3c, 0x42, 0x7b, has_journal ext_attr resize_inode dir_index filetype extent sparse_super large_file huge_file uninit_bg dir_nlink extra_isize",
        "ext4, 0x103c, 0x2c2, 0x46b, has_journal ext_attr resize_inode dir_index orphan_file filetype extent 64bit flex_bg sparse_super large_file huge_file dir_nlink extra_isize metadata_csum",
        "ext2, 0x0, 0x0, 0x4, FEATURE_R2",
        "ext2, 0x0, 0x0, 0x0, (none)",
        "jbd, 0x0, 0x8, 0x0, journal_dev"
    })
    void bitsAndNamesHaveTheSameType(String type, String compat, String incompat, String roCompat, String names) {
        ExtFeatures ofBits =
                new ExtFeatures(Integer.decode(compat), Integer.decode(incompat), Integer.decode(roCompat));
        ExtFeatures ofNames = ExtFeatures.named(List.of(names.split(" ")));
        assertThat(ofBits.type()).isEqualTo(type);
        assertThat(ofNames.type()).isEqualTo(type);
        assertThat(ofNames.shown()).isEqualTo(ofBits.shown());
        assertThat(ofNames.hasChecksum()).isEqualTo(ofBits.hasChecksum());
        assertThat(ofNames.has64Bits()).isEqualTo(ofBits.has64Bits());
    }

    @Test
    void showsWhatDecidesOnDax() {
        assertThat(new ExtFeatures(0x4, 0x38000, 0x18000).shown())
                .containsExactly("has_journal", "inline_data", "encrypt", "casefold", "verity", "orphan_present");
    }

    @Test
    void showsTheBitsThatNoKernelSupports() {
        assertThat(new ExtFeatures(0x40000000, 0x80001043, 0x4881).shown())
                .containsExactly(
                        "incompat_0x1",
                        "incompat_0x1000",
                        "incompat_0x80000000",
                        "ro_compat_0x80",
                        "ro_compat_0x800",
                        "ro_compat_0x4000");
        assertThat(ExtFeatures.named(List.of(
                                "compression", "dirdata", "FEATURE_I31", "replica", "FEATURE_R20", "FEATURE_C9"))
                        .shown())
                .containsExactly(
                        "incompat_0x1",
                        "incompat_0x1000",
                        "incompat_0x80000000",
                        "ro_compat_0x800",
                        "ro_compat_0x100000");
    }

    @Test
    void aNameThatIsNotInTheTableIsOfANewerExt() {
        assertThat(ExtFeatures.named(List.of("has_journal", "uninit_groups")).type())
                .isEqualTo("ext4");
        assertThat(ExtFeatures.named(List.of("has_journal", "FEATURE_I99")).type())
                .isEqualTo("ext4");
    }
}

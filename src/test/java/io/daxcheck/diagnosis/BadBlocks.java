package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.truth.SyntheticHost;
import java.util.List;

/** Bad blocks of a disk of a {@link SyntheticHost}. */
final class BadBlocks {
    private BadBlocks() {}

    /**
     * @param ranges as sysfs has them: a sector and how many, a line each
     */
    static SyntheticHost on(SyntheticHost host, String disk, String ranges) {
        List<String> files = host.paths().stream()
                .filter(path -> path.endsWith("/" + disk + "/badblocks"))
                .toList();
        assertThat(files).hasSize(1);
        return host.file(files.get(0), ranges + "\n");
    }
}

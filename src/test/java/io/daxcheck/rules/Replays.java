package io.daxcheck.rules;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.TestHost;
import java.util.List;

/** Kernels replayed on small hosts with pages of 4 KiB. */
final class Replays {
    static final long SIZE = 1 << 18;

    private Replays() {}

    /** Two namespaces in fsdax mode and a raw one. */
    static TestHost host(String release) {
        return new TestHost()
                .release(release)
                .pmem("pmem1", SIZE)
                .pmem("pmem2", SIZE)
                .raw("pmem3", SIZE);
    }

    static KernelReplay replay(TestHost test, boolean trustsFlags) {
        Host host = test.host();
        KernelRelease release = host.kernel().value().orElseThrow();
        return new KernelReplay(
                new StorageGraph(host),
                release.plausibleModels().get(0),
                8,
                trustsFlags,
                trustsFlags,
                JudgedKernel.ofHost(host));
    }

    static BlockDevice device(TestHost test, String name) {
        return test.host().device(name).orElseThrow();
    }

    static List<FindingCode> codes(Answer answer) {
        return answer.because().stream().map(Finding::code).toList();
    }
}

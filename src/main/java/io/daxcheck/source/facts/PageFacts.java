package io.daxcheck.source.facts;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.host.NdClaim;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.source.format.Architecture;
import io.daxcheck.source.format.Attribute;
import io.daxcheck.source.tree.Tree;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Sizes of pages and huge pages: several files show them, of which a capture may lack any. */
final class PageFacts {
    private static final int MIN_PAGE_SIZE = 4096;
    private static final int MAX_PAGE_SIZE = 1 << 20;

    private final Tree tree;
    private final Fact<String> architecture;
    private final Fact<KernelRelease> release;
    private final KernelConfig config;
    private final Collection<NdClaim> claims;
    private final Collection<BlockDevice> devices;

    PageFacts(
            Tree tree,
            KernelFacts kernel,
            KernelConfig config,
            Collection<NdClaim> claims,
            Collection<BlockDevice> devices) {
        this.tree = tree;
        this.architecture = kernel.architecture();
        this.release = kernel.release();
        this.config = config;
        this.claims = claims;
        this.devices = devices;
    }

    /** Bytes; of getconf, and else of what follows from the host's other facts. */
    Fact<Integer> pageSize() {
        Fact<Integer> captured = tree.read("commands/pagesize").map(PageSize.PARSER);
        if (captured.isKnown()) {
            return captured;
        }
        if (architecture instanceof Fact.Known<String> known) {
            int only = Architecture.onlyPageSize(known.content());
            if (only != 0) {
                return new Fact.Known<>(only, "architecture " + known.content());
            }
        }
        for (Fact<Integer> other : List.of(configured(), ofAlignments(), ofDisk(), ofFlavour())) {
            if (other.isKnown()) {
                return other;
            }
        }
        return captured;
    }

    /** arch/arm64/Kconfig, arch/powerpc/Kconfig, and the common names of 6.9 and later. */
    private Fact<Integer> configured() {
        for (int size : new int[] {4, 16, 64}) {
            for (String option : List.of(
                    "CONFIG_ARM64_" + size + "K_PAGES",
                    "CONFIG_PPC_" + size + "K_PAGES",
                    "CONFIG_PAGE_SIZE_" + size + "KB")) {
                if (config.isSet(option) instanceof Fact.Known<Boolean> known && known.content()) {
                    return new Fact.Known<>(size * 1024, known.source());
                }
            }
        }
        return new Fact.Absent<>("boot/config-RELEASE");
    }

    /** The first alignment that a pfn device offers is the page (drivers/nvdimm/pfn_devs.c: nd_pfn_supported_alignments). */
    private Fact<Integer> ofAlignments() {
        for (NdClaim claim : claims) {
            List<Long> alignments = claim.alignments().value().orElse(List.of());
            if (!alignments.isEmpty()) {
                return claim.alignments().map(all -> PageSize.checked(all.get(0)));
            }
        }
        return new Fact.Absent<>("supported_alignments");
    }

    /** pmem and brd disks have physical blocks of a page (drivers/nvdimm/pmem.c: pmem_attach_disk; brd.c: brd_alloc). */
    private Fact<Integer> ofDisk() {
        for (BlockDevice device : devices) {
            boolean isSector = device.pmem().isPresent()
                    && device.pmem().get().modeOfParent().isPresent()
                    && device.pmem().get().parent().startsWith("btt");
            boolean has =
                    device.kind() == BlockDevice.Kind.BRD || (device.pmem().isPresent() && !isSector);
            if (has) {
                Fact<Integer> size = tree.read("sys/class/block/" + device.name() + "/queue/physical_block_size")
                        .map(PageSize.PARSER);
                if (size.isKnown()) {
                    return size;
                }
            }
        }
        return new Fact.Absent<>("queue/physical_block_size");
    }

    private Fact<Integer> ofFlavour() {
        if (release instanceof Fact.Known<KernelRelease> known) {
            for (int size : new int[] {16, 64}) {
                if (known.content().text().contains("-" + size + "k")
                        || known.content().text().contains("+" + size + "k")) {
                    return new Fact.Known<>(size * 1024, known.source());
                }
            }
        }
        return new Fact.Absent<>("proc/sys/kernel/osrelease");
    }

    /** Bytes of the huge page that a page table maps at once (PMD_SIZE); 0 where this kernel has none. */
    Fact<Long> hugePage(Fact<Integer> pageSize) {
        Fact<Long> shown =
                tree.read("sys/kernel/mm/transparent_hugepage/hpage_pmd_size").map(Attribute.NUMBER);
        if (shown.isKnown()) {
            return shown;
        }
        if (architecture.isKnown() && pageSize.isKnown()) {
            String name = architecture.value().orElseThrow();
            long bytes = Architecture.hugePage(name, pageSize.value().orElseThrow());
            if (bytes > 0) {
                return new Fact.Known<>(bytes, "architecture " + name);
            }
        }
        for (NdClaim claim : claims) {
            List<Long> alignments = claim.alignments().value().orElse(List.of());
            if (!alignments.isEmpty()) {
                return claim.alignments().map(all -> all.size() < 2 ? 0L : all.get(1));
            }
        }
        return shown;
    }

    /** Output of {@code getconf PAGESIZE}: bytes, a power of two. */
    private static final class PageSize implements Function<byte[], Integer> {
        private static final PageSize PARSER = new PageSize();

        @Override
        public Integer apply(byte[] content) {
            return checked(Attribute.NUMBER.apply(content));
        }

        private static int checked(long bytes) {
            if (bytes < MIN_PAGE_SIZE || bytes > MAX_PAGE_SIZE || Long.bitCount(bytes) != 1) {
                throw new Fact.Malformed(bytes + " is not a page size");
            }
            return (int) bytes;
        }
    }
}

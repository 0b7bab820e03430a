package io.daxcheck.host;

import io.daxcheck.kernel.KernelRelease;
import java.util.List;
import java.util.Map;

/** Makes a host of which some facts are others than those of a host that there is. */
public final class HostBuilder {
    private final String source;
    private final Fact<String> collected;
    private final Fact<String> hostname;
    private Fact<KernelRelease> kernel;
    private Fact<String> distribution;
    private Fact<String> architecture;
    private Fact<Integer> pageSize;
    private Fact<Long> hugePage;
    private KernelConfig config;
    private Fact<List<MemmapRegion>> memmap;
    private Map<String, BlockDevice> devices;
    private Map<String, Namespace> namespaces;
    private Map<String, NdClaim> claims;
    private Map<String, Region> regions;
    private Map<String, Dimm> dimms;
    private Fact<List<String>> daxDevices;
    private Fact<List<String>> kmemDevices;
    private Fact<List<String>> cxlDevices;
    private Fact<List<Mount>> mounts;
    private Fact<List<ConfiguredMount>> fstab;
    private Fact<List<ConfiguredMount>> mountUnits;
    private Map<String, Fact<Superblock>> superblocks;
    private Map<String, Fact<UdevData>> udev;
    private Fact<List<LogLine>> kernelLog;
    private Map<DeviceNumber, String> byNumber;

    /** Starts with the facts of a host. */
    public HostBuilder(Host base) {
        source = base.source();
        collected = base.collected();
        hostname = base.hostname();
        kernel = base.kernel();
        distribution = base.distribution();
        architecture = base.architecture();
        pageSize = base.pageSize();
        hugePage = base.hugePage();
        config = base.config();
        memmap = base.memmap();
        devices = base.devices();
        namespaces = base.namespaces();
        claims = base.claims();
        regions = base.regions();
        dimms = base.dimms();
        daxDevices = base.daxDevices();
        kmemDevices = base.kmemDevices();
        cxlDevices = base.cxlDevices();
        mounts = base.mounts();
        fstab = base.fstab();
        mountUnits = base.mountUnits();
        superblocks = base.superblocks();
        udev = base.udev();
        kernelLog = base.kernelLog();
        byNumber = base.byNumber();
    }

    /** The host with the facts as they are now. */
    public Host host() {
        return new Host(
                source,
                collected,
                hostname,
                kernel,
                distribution,
                architecture,
                pageSize,
                hugePage,
                config,
                memmap,
                devices,
                namespaces,
                claims,
                regions,
                dimms,
                daxDevices,
                kmemDevices,
                cxlDevices,
                mounts,
                fstab,
                mountUnits,
                superblocks,
                udev,
                kernelLog,
                byNumber);
    }

    /** Replaces the release of the running kernel. */
    public HostBuilder kernel(Fact<KernelRelease> other) {
        kernel = other;
        return this;
    }

    /** Replaces name and version of the distribution. */
    public HostBuilder distribution(Fact<String> other) {
        distribution = other;
        return this;
    }

    /** Replaces the architecture. */
    public HostBuilder architecture(Fact<String> other) {
        architecture = other;
        return this;
    }

    /** Replaces the page size, in bytes. */
    public HostBuilder pageSize(Fact<Integer> other) {
        pageSize = other;
        return this;
    }

    /** Replaces the size of a huge page, in bytes. */
    public HostBuilder hugePage(Fact<Long> other) {
        hugePage = other;
        return this;
    }

    /** Replaces how the kernel was built. */
    public HostBuilder config(KernelConfig other) {
        config = other;
        return this;
    }

    /** Replaces what {@code memmap=} takes for persistent memory. */
    public HostBuilder memmap(Fact<List<MemmapRegion>> other) {
        memmap = other;
        return this;
    }

    /** Replaces the block devices, by name. */
    public HostBuilder devices(Map<String, BlockDevice> other) {
        devices = other;
        return this;
    }

    /** Replaces the namespaces, by name. */
    public HostBuilder namespaces(Map<String, Namespace> other) {
        namespaces = other;
        return this;
    }

    /** Replaces the pfn, btt and dax devices, by name. */
    public HostBuilder claims(Map<String, NdClaim> other) {
        claims = other;
        return this;
    }

    /** Replaces the regions, by name. */
    public HostBuilder regions(Map<String, Region> other) {
        regions = other;
        return this;
    }

    /** Replaces the DIMMs, by name. */
    public HostBuilder dimms(Map<String, Dimm> other) {
        dimms = other;
        return this;
    }

    /** Replaces the names of the DAX devices. */
    public HostBuilder daxDevices(Fact<List<String>> other) {
        daxDevices = other;
        return this;
    }

    /** Replaces the names of those DAX devices that are RAM. */
    public HostBuilder kmemDevices(Fact<List<String>> other) {
        kmemDevices = other;
        return this;
    }

    /** Replaces the names on the CXL bus. */
    public HostBuilder cxlDevices(Fact<List<String>> other) {
        cxlDevices = other;
        return this;
    }

    /** Replaces what is mounted. */
    public HostBuilder mounts(Fact<List<Mount>> other) {
        mounts = other;
        return this;
    }

    /** Replaces the lines of fstab. */
    public HostBuilder fstab(Fact<List<ConfiguredMount>> other) {
        fstab = other;
        return this;
    }

    /** Replaces the mount units of systemd. */
    public HostBuilder mountUnits(Fact<List<ConfiguredMount>> other) {
        mountUnits = other;
        return this;
    }

    /** Replaces the superblocks, by device name. */
    public HostBuilder superblocks(Map<String, Fact<Superblock>> other) {
        superblocks = other;
        return this;
    }

    /** Replaces udev's data, by device name. */
    public HostBuilder udev(Map<String, Fact<UdevData>> other) {
        udev = other;
        return this;
    }

    /** Replaces the kernel log. */
    public HostBuilder kernelLog(Fact<List<LogLine>> other) {
        kernelLog = other;
        return this;
    }

    /** Replaces the device names, by number. */
    public HostBuilder byNumber(Map<DeviceNumber, String> other) {
        byNumber = other;
        return this;
    }
}

package io.daxcheck.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A kernel release as {@code uname -r} prints it, with what else is known of its upstream level.
 *
 * @param text as printed, {@code 5.10.0-32-amd64}
 * @param version the numbers at its start; the stable level in it may be the distribution's fiction
 * @param vendor who built it, as far as the suffix shows
 * @param upstream the upstream version behind it, where {@code /proc/version} (Debian) or
 *     {@code /proc/version_signature} (Ubuntu) shows it or the release itself is one; empty where unknown
 */
public record KernelRelease(String text, KernelVersion version, Vendor vendor, Optional<KernelVersion> upstream) {

    /** What SUSE's enterprise kernels from 4.12.14 on are made of. */
    private static final List<KernelVersion> SUSES_BASES = List.of(
            new KernelVersion(5, 3, 18), new KernelVersion(5, 14, 21), KernelVersion.of(6, 4), KernelVersion.of(6, 12));

    /** SUSE's numbers that begin with the release and its service pack, 150300. */
    private static final int FIRST_SERVICE_PACK = 100_000;

    /** Longer numbers are cut. */
    static final int MAX_DIGITS = 6;

    /** Whose kernel it is: decides whether its number places it among upstream's. */
    public enum Vendor {
        /** Follows kernel.org: the number is the upstream number. */
        UPSTREAM,
        /** Follows the stable releases; from {@code 6.12.74+deb13-amd64} on the number says so. */
        DEBIAN,
        /** Follows the stable releases, and goes on with fixes of its own after a branch's end. */
        UBUNTU,
        /** Carries backports of whole subsystems: {@code el7}, {@code el8}, {@code el9}, {@code el10}, and rebuilds. */
        RED_HAT,
        /** Oracle's own kernel, {@code el9uek}. */
        ORACLE,
        /** Carries backports: {@code -default} with a service pack's number. */
        SUSE,
        /** openEuler, Anolis, Alibaba, Kylin: the number is still at the level that they started from. */
        CHINA,
        /** Azure Linux: the first three numbers are the upstream number. It builds the ext2 driver. */
        AZURE_LINUX,
        /** VMware's Photon: the number is the upstream number. It builds the ext2 driver. */
        PHOTON,
        /** A maker of packages that is not known here: it may carry backports, as those do that are. */
        OTHER
    }

    /**
     * Parses the output of {@code uname -r}.
     *
     * @return empty where the text does not start with at least two numbers
     */
    public static Optional<KernelRelease> parse(String text) {
        Cursor cursor = new Cursor(text);
        int major = cursor.number();
        int minor = cursor.accept('.') ? cursor.number() : -1;
        if (major < 0 || minor < 0) {
            return Optional.empty();
        }
        int patch = cursor.accept('.') ? Math.max(0, cursor.number()) : 0;
        String suffix = text.substring(cursor.position);
        int candidate = KernelVersion.FINAL;
        int mark = suffix.startsWith("-rc") ? 3 : suffix.startsWith("-0.rc") ? 5 : 0;
        if (mark > 0) {
            Cursor rc = new Cursor(suffix.substring(mark));
            int number = rc.number();
            candidate = number < 0 ? KernelVersion.FINAL : number;
        }
        KernelVersion version = new KernelVersion(major, minor, patch, candidate);
        Vendor vendor = ReleaseSuffix.vendor(suffix);
        if (vendor == Vendor.SUSE && isTumbleweed(version, suffix)) {
            vendor = Vendor.UPSTREAM;
        }
        return Optional.of(new KernelRelease(
                text, version, vendor, isLevel(version, vendor, suffix) ? Optional.of(version) : Optional.empty()));
    }

    /** Whether the number says at which stable release of upstream's the kernel is. */
    private static boolean isLevel(KernelVersion version, Vendor vendor, String suffix) {
        return switch (vendor) {
            case AZURE_LINUX, PHOTON -> true;
            case DEBIAN -> version.patch() > 0;
            case UBUNTU -> version.patch() > 0 && suffix.endsWith("-pve");
            // After a 0 a distribution's name may hide the level, as Debian's and Ubuntu's do.
            case UPSTREAM ->
                version.patch() > 0
                        || version.candidate() != KernelVersion.FINAL
                        || suffix.isEmpty()
                        || suffix.endsWith("-default")
                        || ReleaseSuffix.isNearUpstream(suffix);
            case RED_HAT, ORACLE, SUSE, CHINA, OTHER -> false;
        };
    }

    /**
     * Whether a kernel of SUSE's is openSUSE Tumbleweed's, whose number is upstream's: those of the enterprise products
     * have a base of their own. Tumbleweed's list of patches was read (series.conf of June 2025).
     */
    private static boolean isTumbleweed(KernelVersion version, String suffix) {
        if (suffix.startsWith("-lp") || version.compareTo(KernelBehaviour.OLDEST) < 0) {
            return false;
        }
        for (KernelVersion base : SUSES_BASES) {
            if (version.equals(base)) {
                return false;
            }
        }
        int number = suffix.isEmpty() ? -1 : new Cursor(suffix.substring(1)).number();
        return number > 0 && number < FIRST_SERVICE_PACK;
    }

    /**
     * With the upstream level that the build's own description shows: the word after {@code Debian } in
     * {@code /proc/version}, or the last word of Ubuntu's {@code /proc/version_signature}. Unchanged where the text
     * shows nothing, or something of another branch.
     */
    public KernelRelease describedBy(String description) {
        Optional<KernelRelease> described = Optional.empty();
        Vendor builder = vendor;
        int debian = description.lastIndexOf("Debian ");
        if (vendor == Vendor.DEBIAN && debian >= 0) {
            described = parse(description.substring(debian + "Debian ".length()));
        } else if (description.startsWith("Ubuntu ")) {
            described = parse(description.substring(description.trim().lastIndexOf(' ') + 1));
            builder = Vendor.UBUNTU;
        }
        if (described.isEmpty() || !version.sameBranch(described.get().version())) {
            return this;
        }
        KernelVersion level = described.get().version();
        return new KernelRelease(
                text, version, builder, Optional.of(new KernelVersion(level.major(), level.minor(), level.patch())));
    }

    // --------------------------------------------------------------------------- its place among the vendor's

    /** A series and the build in it. */
    private record SeriesBuild(VendorSeries series, long build) {}

    /** Empty where the vendor's series or the build in it is not known. */
    private Optional<SeriesBuild> seriesBuild() {
        String suffix = text.substring(Math.min(text.length(), Math.max(0, text.indexOf('-'))));
        Cursor cursor = new Cursor(
                suffix.startsWith("-lp")
                        ? suffix.substring(suffix.indexOf('.') + 1)
                        : suffix.substring(suffix.isEmpty() ? 0 : 1));
        int number = cursor.number();
        if (number < 0) {
            return Optional.empty();
        }
        int part = cursor.accept('.') ? Math.max(0, cursor.number()) : 0;
        Optional<VendorSeries> series = switch (vendor) {
            case RED_HAT -> redHat(suffix, number);
            case ORACLE -> oracle();
            case SUSE -> suse(suffix, number);
            case UBUNTU -> ubuntu(suffix);
            case CHINA -> china(suffix);
            case DEBIAN, AZURE_LINUX, PHOTON, UPSTREAM, OTHER -> Optional.empty();
        };
        if (series.isEmpty()) {
            return Optional.empty();
        }
        long build = vendor == Vendor.SUSE ? VendorSeries.build(number, part) : number;
        return Optional.of(new SeriesBuild(series.get(), build));
    }

    private Optional<VendorSeries> redHat(String suffix, int build) {
        if (suffix.contains(".el7")
                && isBase(3, 10, 0)
                && build >= VendorSeries.EL7.releases().get(0).build()) {
            return Optional.of(VendorSeries.EL7);
        }
        if (suffix.contains(".el8") && isBase(4, 18, 0)) {
            return Optional.of(VendorSeries.EL8);
        }
        if (suffix.contains(".el9") && isBase(5, 14, 0)) {
            return Optional.of(VendorSeries.EL9);
        }
        return suffix.contains(".el10") && isBase(6, 12, 0) ? Optional.of(VendorSeries.EL10) : Optional.empty();
    }

    private Optional<VendorSeries> oracle() {
        if (isBase(4, 14, 35)) {
            return Optional.of(VendorSeries.UEK5);
        }
        if (isBase(5, 4, 17)) {
            return Optional.of(VendorSeries.UEK6);
        }
        if (isBase(5, 15, 0)) {
            return Optional.of(VendorSeries.UEK7);
        }
        return isBase(6, 12, 0) ? Optional.of(VendorSeries.UEK8) : Optional.empty();
    }

    private Optional<VendorSeries> ubuntu(String suffix) {
        boolean counted = suffix.endsWith("-generic") || suffix.endsWith("-lowlatency");
        if (isBase(4, 15, 0)) {
            return Optional.of(counted ? VendorSeries.UBUNTU_4_15 : VendorSeries.UBUNTU_4_15_CLOUD);
        }
        if (isBase(5, 4, 0)) {
            return Optional.of(
                    counted
                            ? VendorSeries.UBUNTU_5_4
                            : suffix.endsWith("-aws") ? VendorSeries.UBUNTU_5_4_AWS : VendorSeries.UBUNTU_5_4_CLOUD);
        }
        if (isBase(5, 15, 0)) {
            return Optional.of(VendorSeries.UBUNTU_5_15);
        }
        return isBase(6, 8, 0) ? Optional.of(VendorSeries.UBUNTU_6_8) : Optional.empty();
    }

    private Optional<VendorSeries> china(String suffix) {
        if (isBase(4, 19, 90)) {
            return Optional.of(suffix.contains(".ky") ? VendorSeries.KYLIN_4_19 : VendorSeries.OPENEULER_4_19);
        }
        if (isBase(4, 19, 91)) {
            return Optional.of(VendorSeries.ANOLIS_4_19);
        }
        if (isBase(5, 10, 0) && suffix.contains(".oe2203")) {
            return Optional.of(VendorSeries.OPENEULER_5_10);
        }
        return isBase(6, 6, 0) && suffix.contains(".oe2403")
                ? Optional.of(VendorSeries.OPENEULER_6_6)
                : Optional.empty();
    }

    private Optional<VendorSeries> suse(String suffix, int number) {
        if (suffix.startsWith("-lp150.") && isBase(4, 12, 14)) {
            return Optional.of(VendorSeries.LEAP150);
        }
        if (suffix.startsWith("-lp151.") && isBase(4, 12, 14)) {
            return Optional.of(VendorSeries.LEAP151);
        }
        if (suffix.startsWith("-lp152.") && isBase(5, 3, 18)) {
            return Optional.of(VendorSeries.LEAP152);
        }
        if (suffix.startsWith("-lp")) {
            return Optional.empty();
        }
        if (isBase(4, 12, 14)) {
            return suse412(suffix, number);
        }
        if (isBase(5, 3, 18)) {
            // -azure and -rt count for themselves before the numbers have a service pack in them.
            return isCounted(suffix) || number >= 150_300 ? Optional.of(VendorSeries.SLE15SP2) : Optional.empty();
        }
        if (isBase(5, 14, 21) && number >= 150_400) {
            return Optional.of(VendorSeries.SLE15SP4);
        }
        if (isBase(6, 4, 0) && number >= 150_600) {
            return Optional.of(VendorSeries.SLE15SP6);
        }
        return isBase(6, 12, 0) && number >= 160_000 ? Optional.of(VendorSeries.SLE16) : Optional.empty();
    }

    private static boolean isCounted(String suffix) {
        return suffix.endsWith("-default") || suffix.endsWith("-preempt") || suffix.endsWith("-64kb");
    }

    /** 4.12.14 is the kernel of five products, distinguished by the number. */
    private static Optional<VendorSeries> suse412(String suffix, int number) {
        if (!isCounted(suffix)) {
            return Optional.empty();
        }
        return switch (number) {
            case 23, 25, 150 -> Optional.of(VendorSeries.SLE15);
            case 94, 95 -> Optional.of(VendorSeries.SLE12SP4);
            case 193, 194, 195, 197 -> Optional.of(VendorSeries.SLE15SP1);
            case 100, 102, 110, 120, 122 -> Optional.of(VendorSeries.SLE12SP5);
            default -> Optional.empty();
        };
    }

    private boolean isBase(int major, int minor, int patch) {
        return version.major() == major && version.minor() == minor && version.patch() == patch;
    }

    /** The release of the vendor's that this kernel belongs to: RHEL 9.4. Empty where it is of no known series. */
    public Optional<VendorSeries.Release> vendorRelease() {
        Optional<SeriesBuild> found = seriesBuild();
        return found.isEmpty()
                ? Optional.empty()
                : found.get().series().release(found.get().build());
    }

    /** The vendor's series that it belongs to; empty where it is of none. */
    Optional<VendorSeries> series() {
        return seriesBuild().map(SeriesBuild::series);
    }

    /** How its vendor is known to build it, an option each: y, m or n. Empty where nothing is known. */
    public Map<String, String> vendorConfiguration() {
        Optional<SeriesBuild> found = seriesBuild();
        return found.isEmpty()
                ? Map.of()
                : found.get().series().configuration(found.get().build());
    }

    /** Its number in the vendor's series; -1 where it is of none. */
    long build() {
        return seriesBuild().map(SeriesBuild::build).orElse(-1L);
    }

    /** Whether it has upstream's changes up to its level and nothing else that matters here. */
    boolean followsUpstream() {
        return vendor == Vendor.DEBIAN || vendor == Vendor.UPSTREAM || upstream.isPresent();
    }

    /** Whether its number comes before this one in its series. */
    boolean isOlderBuildThan(long build) {
        Optional<SeriesBuild> found = seriesBuild();
        return found.isPresent() && found.get().build() < build;
    }

    /**
     * The releases of the same series that came after this kernel's, and of Ubuntu's and SUSE's the updates from which on
     * something differs, oldest first; empty where it is of none.
     */
    public List<VendorSeries.Release> laterReleases() {
        Optional<SeriesBuild> found = seriesBuild();
        return found.isEmpty()
                ? List.of()
                : found.get().series().after(found.get().build());
    }

    /** Whether the vendor's series is known, so that its number needs no comparison with upstream's. */
    public boolean isPlaced() {
        return seriesBuild().isPresent();
    }

    /**
     * The upstream version that this kernel is first of all taken for.
     */
    public KernelVersion judgedAs() {
        return plausibleModels().get(0).version();
    }

    /**
     * Every distinct way in which this kernel may behave, the likeliest ({@link #judgedAs}) first. One where the
     * upstream level is known and the vendor follows it.
     */
    public List<KernelModel> plausibleModels() {
        Optional<SeriesBuild> found = seriesBuild();
        if (found.isPresent()) {
            return found.get().series().models(found.get().build(), upstream);
        }
        return switch (vendor) {
            case UPSTREAM, AZURE_LINUX, PHOTON -> upstreamOr(version);
            case DEBIAN -> upstreamOr(debianFloor());
            case UBUNTU -> ubuntuModels();
            case RED_HAT, ORACLE, SUSE, CHINA, OTHER -> modelsBetween(version, KernelBehaviour.NEWEST.endOfBranch());
        };
    }

    private List<KernelModel> upstreamOr(KernelVersion floor) {
        return upstream.isPresent()
                ? List.of(KernelModel.of(upstream.get()))
                : modelsBetween(floor, floor.endOfBranch());
    }

    /**
     * Ubuntu's kernels have what upstream has at their level, what Ubuntu is known to have taken over, and perhaps any
     * fix that a stable branch got after this one had ended.
     */
    private List<KernelModel> ubuntuModels() {
        KernelVersion first = upstream.orElse(version);
        KernelVersion last = upstream.orElse(version.endOfBranch());
        List<KernelModel> models = new ArrayList<>(modelsBetween(first, last));
        KernelModel.addIfNew(models, KernelModel.of(Changes.withFixesUpTo(last)));
        return List.copyOf(models);
    }

    /** The number after the first hyphen, 32 in {@code 5.10.0-32-amd64}; -1 where there is none. */
    private int abi() {
        return new Cursor(text.substring(text.indexOf('-') + 1)).number();
    }

    /**
     * The oldest stable level that a Debian release with a hidden one can have. Its ABI number, 32 in
     * {@code 5.10.0-32-amd64}, grows with the level: Debian's changelog of linux has "Bump ABI to 5" at 5.10.24, the
     * first after a stable release that a row depends on.
     */
    private KernelVersion debianFloor() {
        boolean hidesLevel = version.sameBranch(KernelVersion.of(5, 10)) && version.patch() == 0;
        return hidesLevel && abi() >= 5 ? new KernelVersion(5, 10, 24) : version;
    }

    /** Every distinct behaviour of the kernels that this program knows, for a host without a known release. */
    public static List<KernelModel> allModels() {
        return modelsBetween(KernelBehaviour.OLDEST, KernelBehaviour.NEWEST.endOfBranch());
    }

    private static List<KernelModel> modelsBetween(KernelVersion first, KernelVersion last) {
        TreeSet<KernelVersion> boundaries = new TreeSet<>(List.of(first));
        for (KernelVersion boundary : KernelBehaviour.boundaries()) {
            if (boundary.compareTo(first) > 0 && boundary.compareTo(last) <= 0) {
                boundaries.add(boundary);
            }
        }
        List<KernelModel> models = new ArrayList<>();
        for (KernelVersion boundary : boundaries) {
            KernelModel.addIfNew(models, KernelModel.of(boundary));
        }
        return List.copyOf(models);
    }

    /** Reads decimal numbers from the start of a text; no number is longer than six digits. */
    private static final class Cursor {
        private final String text;
        private int position;

        private Cursor(String text) {
            this.text = text;
        }

        /** The number here, or -1 where there is none. */
        private int number() {
            int start = position;
            while (position < text.length()
                    && position - start < MAX_DIGITS
                    && text.charAt(position) >= '0'
                    && text.charAt(position) <= '9') {
                position++;
            }
            return position == start ? -1 : Integer.parseInt(text.substring(start, position));
        }

        private boolean accept(char expected) {
            if (position < text.length() && text.charAt(position) == expected) {
                position++;
                return true;
            }
            return false;
        }
    }
}

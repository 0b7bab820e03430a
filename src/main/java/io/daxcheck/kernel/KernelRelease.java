package io.daxcheck.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A kernel release as {@code uname -r} prints it, with what else is known of its upstream level.
 *
 * @param text as printed, {@code 5.10.0-32-amd64}
 * @param version the numbers at its start; the stable level in it may be the distribution's fiction
 * @param vendor who built it, as far as the suffix tells
 * @param upstream the upstream version behind it, where {@code /proc/version} (Debian) or
 *     {@code /proc/version_signature} (Ubuntu) tells it or the release itself is one; null where unknown
 */
public record KernelRelease(String text, KernelVersion version, Vendor vendor, KernelVersion upstream) {

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
        /** Carries backports: {@code -default} with a service pack's number. */
        SUSE
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
        if (suffix.startsWith("-rc")) {
            Cursor rc = new Cursor(suffix.substring(3));
            int number = rc.number();
            candidate = number < 0 ? KernelVersion.FINAL : number;
        }
        KernelVersion version = new KernelVersion(major, minor, patch, candidate);
        Vendor vendor = vendorOf(suffix);
        boolean numberIsUpstream = vendor == Vendor.UPSTREAM || (vendor == Vendor.DEBIAN && patch > 0);
        return Optional.of(new KernelRelease(text, version, vendor, numberIsUpstream ? version : null));
    }

    /**
     * With the upstream level that the build's own description tells: the word after {@code Debian } in
     * {@code /proc/version}, or the last word of Ubuntu's {@code /proc/version_signature}. Unchanged where the text
     * tells nothing, or something of another branch.
     */
    public KernelRelease describedBy(String description) {
        String word = null;
        int debian = description.lastIndexOf("Debian ");
        if (vendor == Vendor.DEBIAN && debian >= 0) {
            word = description.substring(debian + "Debian ".length());
        } else if (description.startsWith("Ubuntu ")) {
            word = description.substring(description.trim().lastIndexOf(' ') + 1);
        }
        Optional<KernelRelease> described = word == null ? Optional.empty() : parse(word);
        if (described.isEmpty() || !version.sameBranch(described.get().version())) {
            return this;
        }
        KernelVersion level = described.get().version();
        return new KernelRelease(text, version, vendor, new KernelVersion(level.major(), level.minor(), level.patch()));
    }

    private static Vendor vendorOf(String suffix) {
        if (containsEnterpriseLinux(suffix)) {
            return Vendor.RED_HAT;
        }
        if (suffix.endsWith("-generic")
                || suffix.endsWith("-lowlatency")
                || suffix.endsWith("-aws")
                || suffix.endsWith("-azure")
                || suffix.endsWith("-gcp")
                || suffix.endsWith("-oracle")) {
            return Vendor.UBUNTU;
        }
        if (suffix.endsWith("-default") || suffix.endsWith("-preempt")) {
            return Vendor.SUSE;
        }
        if (suffix.contains("+deb")
                || suffix.endsWith("-amd64")
                || suffix.endsWith("-arm64")
                || suffix.endsWith("-powerpc64le")) {
            return Vendor.DEBIAN;
        }
        return Vendor.UPSTREAM;
    }

    /** {@code .el8_10.x86_64}, {@code .el7}, {@code .el9uek}, openEuler's {@code .oe1}, Anolis' {@code .an8}. */
    private static boolean containsEnterpriseLinux(String suffix) {
        for (String mark : new String[] {".el", ".oe", ".an"}) {
            int digit = suffix.indexOf(mark) + mark.length();
            if (suffix.contains(mark) && digit < suffix.length() && Character.isDigit(suffix.charAt(digit))) {
                return true;
            }
        }
        return false;
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
        return switch (vendor) {
            case UPSTREAM -> upstreamOr(version);
            case DEBIAN -> upstreamOr(debianFloor());
            case UBUNTU -> ubuntuModels();
            case RED_HAT, SUSE -> modelsBetween(version, KernelBehaviour.NEWEST.endOfBranch());
        };
    }

    private List<KernelModel> upstreamOr(KernelVersion floor) {
        return upstream != null ? List.of(KernelModel.of(upstream)) : modelsBetween(floor, floor.endOfBranch());
    }

    /**
     * Ubuntu's kernels have what upstream has at their level, what Ubuntu is known to have taken over, and perhaps any
     * fix that a stable branch got after this one had ended.
     */
    private List<KernelModel> ubuntuModels() {
        KernelChange.UbuntuRelease release = new KernelChange.UbuntuRelease(version, abi());
        KernelVersion first = upstream != null ? upstream : version;
        KernelVersion last = upstream != null ? upstream : version.endOfBranch();
        List<KernelModel> models = new ArrayList<>();
        for (KernelModel model : modelsBetween(first, last)) {
            addIfNew(models, KernelModel.of(new Changes(model.version(), release, false)));
        }
        addIfNew(models, KernelModel.of(new Changes(last, release, true)));
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

    /** Every distinct way in which any kernel that this program knows may behave: for a host that tells no release. */
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
            addIfNew(models, KernelModel.of(boundary));
        }
        return List.copyOf(models);
    }

    private static void addIfNew(List<KernelModel> models, KernelModel model) {
        for (KernelModel known : models) {
            if (known.behaviours().equals(model.behaviours())) {
                return;
            }
        }
        models.add(model);
    }

    /** Reads decimal numbers from the start of a text; no number is longer than six digits. */
    private static final class Cursor {
        private static final int MAX_DIGITS = 6;
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

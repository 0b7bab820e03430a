package io.daxcheck.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A kernel as people name it: what {@code uname -r} prints, a version of upstream's with or without a v before it, or
 * a vendor's release ({@code rhel9.4}, {@code SLES 15 SP5}, {@code rocky-9.4}, {@code ubuntu22.04}).
 *
 * <p>A number that upstream never released is no kernel. Most of them are releases of distributions: whoever writes 9.4
 * means RHEL 9.4, and would get the answer of another kernel if it were taken for a version.
 */
public final class KernelName {
    /** How many releases after the newest one of the table are taken for upstream's. */
    private static final int COMING = 3;

    /** The last minor number of each of upstream's major ones, from 2 on, up to the one before the newest. */
    private static final int[] LAST_MINORS = {6, 19, 20, 19, 19};

    private static final int FIRST_MAJOR = 2;

    /** More names than these are shown as a range. */
    private static final int MOST_NAMES = 12;

    /** Distributions with another's kernels or with another name, each with the name that the table has. */
    private static final String[][] ALIASES = {
        {"redhat", "rhel"},
        {"centos", "rhel"},
        {"almalinux", "rhel"},
        {"alma", "rhel"},
        {"rockylinux", "rhel"},
        {"rocky", "rhel"},
        {"oraclelinux", "rhel"},
        {"ol", "rhel"},
        {"el", "rhel"},
        {"opensuseleap", "leap"},
        {"opensuse", "leap"},
        {"sle", "sles"},
        {"uekr", "uek"}
    };

    /** Ubuntu's names for its releases. */
    private static final String[][] CODE_NAMES = {
        {"bionic", "ubuntu18.04"},
        {"focal", "ubuntu20.04"},
        {"jammy", "ubuntu22.04"},
        {"noble", "ubuntu24.04"}
    };

    private final String name;
    private final Optional<KernelRelease> printed;
    private final String shortName;

    public KernelName(String name) {
        this.name = name;
        this.printed = KernelRelease.parse(isVersion(name) ? name.substring(1) : name.strip());
        this.shortName = shortName(name.strip().toLowerCase(Locale.ROOT));
    }

    /** Empty where it names no kernel that there is; {@link #help} says more then. */
    public Optional<KernelRelease> release() {
        if (printed.isPresent()) {
            boolean isKernel = isWhole() && isReleased(printed.get().version());
            return isKernel && !isRatherVendors() ? printed : Optional.empty();
        }
        Optional<VendorSeries.Release> release = VendorSeries.named(shortName);
        return release.isPresent() ? KernelRelease.parse(release.get().kernel()) : Optional.empty();
    }

    /** Why it is none, what may be meant, and what is accepted. */
    public String help() {
        List<String> meant = meant();
        String question = meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?";
        if (printed.isPresent() && isWhole()) {
            KernelVersion version = printed.get().version();
            String upstreams = isReleased(version) ? " For Linux " + version + " write v" + name : "";
            String forms = "; for a vendor's release write rhel9.4, sles15sp5 or ubuntu22.04";
            return "'" + name + "' is not a kernel release: " + newest(version)
                    + (question.isEmpty() ? forms : question) + upstreams;
        }
        List<String> known = knownOfVendor();
        String names = known.size() > MOST_NAMES
                ? known.get(0) + " to " + known.get(known.size() - 1)
                : String.join(", ", known);
        return "'" + name + "' is not a kernel release" + (known.isEmpty() ? question : "; known are " + names)
                + ": write 6.1, v6.1, 5.10.223, what uname -r prints, or a vendor's release (rhel9.4, rhel9, "
                + "sles15sp5, ubuntu22.04, uek7u1)";
    }

    /** Beyond which number upstream has no release of this major one. */
    private static String newest(KernelVersion version) {
        int index = version.major() - FIRST_MAJOR;
        return index >= 0 && index < LAST_MINORS.length
                ? version.major() + "." + LAST_MINORS[index] + " was the last Linux " + version.major()
                : "the newest Linux that daxcheck knows is " + KernelBehaviour.NEWEST;
    }

    /** Whether upstream released it, or may have by now. */
    private static boolean isReleased(KernelVersion version) {
        int index = version.major() - FIRST_MAJOR;
        if (index >= 0 && index < LAST_MINORS.length) {
            return version.minor() <= LAST_MINORS[index];
        }
        return version.major() == KernelBehaviour.NEWEST.major()
                && version.minor() <= KernelBehaviour.NEWEST.minor() + COMING;
    }

    /** A v before a number says that it is upstream's. */
    private static boolean isVersion(String name) {
        return name.length() > 1 && name.charAt(0) == 'v' && isDigit(name.charAt(1));
    }

    /** A bare number that is newer than the table, and a vendor's release. */
    private boolean isRatherVendors() {
        return printed.get().version().compareTo(KernelBehaviour.NEWEST.endOfBranch()) > 0 && !meant().isEmpty();
    }

    /** What follows the numbers begins as the rest of a release does: {@code 6.1x} does not. */
    private boolean isWhole() {
        String text = printed.get().text();
        int end = 0;
        while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
            end++;
        }
        int numberEnd = 0;
        int longest = 0;
        for (int i = 0; i < end; i++) {
            numberEnd = text.charAt(i) == '.' ? 0 : numberEnd + 1;
            longest = Math.max(longest, numberEnd);
        }
        boolean isRest = end == text.length() || "-+_~".indexOf(text.charAt(end)) >= 0;
        return isRest && longest <= KernelRelease.MAX_DIGITS && text.charAt(end - 1) != '.';
    }

    /** The vendors' releases that have this number. */
    private List<String> meant() {
        List<String> meant = new ArrayList<>();
        for (String candidate : candidates()) {
            if (VendorSeries.named(candidate).isPresent()) {
                meant.add(candidate);
            }
        }
        return meant;
    }

    private List<String> candidates() {
        int dot = name.indexOf('.');
        if (name.isEmpty() || !isDigit(name.charAt(0))) {
            return List.of();
        }
        String servicePack = dot < 0 ? name : name.substring(0, dot) + "sp" + name.substring(dot + 1);
        return List.of("rhel" + name, "sles" + servicePack, "leap" + name, "ubuntu" + name);
    }

    /** The releases of the vendor that it names, of its major one where there are any. */
    private List<String> knownOfVendor() {
        int digit = firstDigit(shortName);
        String vendor = shortName.substring(0, digit);
        int end = digit;
        while (end < shortName.length() && isDigit(shortName.charAt(end))) {
            end++;
        }
        List<String> all = new ArrayList<>();
        List<String> ofMajor = new ArrayList<>();
        for (VendorSeries series : VendorSeries.all()) {
            for (VendorSeries.Release release : series.releases()) {
                String known = release.shortName();
                if (!vendor.isEmpty() && known.startsWith(vendor) && firstDigit(known) == digit) {
                    all.add(known);
                    if (end > digit && known.startsWith(shortName.substring(0, end))) {
                        ofMajor.add(known);
                    }
                }
            }
        }
        return ofMajor.isEmpty() ? all : ofMajor;
    }

    /** As the table has it: {@code sles15sp5} for {@code SLE-15-SP5}, {@code rhel9.4} for {@code el9_4}. */
    private static String shortName(String name) {
        for (String[] codeName : CODE_NAMES) {
            if (codeName[0].equals(name)) {
                return codeName[1];
            }
        }
        String joined = name.replace(" ", "").replace("-", "").replace('_', '.');
        int digit = firstDigit(joined);
        String vendor = joined.substring(0, digit);
        String number = joined.substring(digit);
        for (String[] alias : ALIASES) {
            // CentOS Stream 9 is between the releases of RHEL 9; a number with a dot is one of them.
            boolean isRelease = number.indexOf('.') > 0 || !vendor.equals("centos");
            if (alias[0].equals(vendor) && isRelease) {
                vendor = alias[1];
            }
        }
        // From 15.3 on Leap has the kernel of the service pack with its number.
        if (vendor.equals("leap")
                && number.startsWith("15.")
                && !VendorSeries.named("leap" + number).isPresent()) {
            return "sles15sp" + number.substring(3);
        }
        return vendor + number;
    }

    private static int firstDigit(String text) {
        int index = 0;
        while (index < text.length() && !isDigit(text.charAt(index))) {
            index++;
        }
        return index;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}

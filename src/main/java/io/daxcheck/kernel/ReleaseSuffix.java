package io.daxcheck.kernel;

import io.daxcheck.kernel.KernelRelease.Vendor;

/** What follows the numbers of a release: who built the kernel. */
final class ReleaseSuffix {
    /** Ubuntu's flavours; {@code /proc/version_signature} shows those that are not here. */
    private static final String[] UBUNTU_FLAVOURS = {
        "-generic",
        "-generic-64k",
        "-generic-hwe",
        "-generic-lpae",
        "-lowlatency",
        "-lowlatency-64k",
        "-lowlatency-hwe",
        "-aws",
        "-aws-64k",
        "-aws-fips",
        "-azure",
        "-azure-fde",
        "-azure-fips",
        "-gcp",
        "-gcp-64k",
        "-gcp-fips",
        "-gke",
        "-gkeop",
        "-oracle",
        "-oracle-64k",
        "-ibm",
        "-kvm",
        "-oem",
        "-osp1",
        "-raspi",
        "-raspi2",
        "-snapdragon",
        "-nvidia",
        "-nvidia-64k",
        "-nvidia-lowlatency",
        "-nvidia-tegra",
        "-realtime",
        "-intel",
        "-intel-iotg",
        "-intel-opt",
        "-fips",
        "-dell300x",
        "-laptop",
        "-starfive",
        "-xilinx-zynqmp",
        "-bluefield"
    };

    /** Debian's, each after an ABI number or a revision. */
    private static final String[] DEBIAN_FLAVOURS = {
        "-amd64", "-arm64", "-arm64-16k", "-powerpc64le", "-powerpc64le-64k", "-s390x", "-armmp", "-armmp-lpae", "-686",
        "-686-pae", "-marvell", "-rpi", "-riscv64", "-loong64", "-4kc-malta", "-5kc-malta", "-loongson-3", "-octeon",
        "-mips32r2el", "-mips64r2el", "-alpha-generic", "-parisc64"
    };

    /** Marks of makers whose number is the stable release that they build, with few patches or none. */
    private static final String[] NEAR_UPSTREAM = {".fc", ".eln", ".amzn", ".mga", "-arch", "-zen", "-gentoo"};

    /** Parts of a package's name that are no mark of its maker. */
    private static final String[] ARCHITECTURES = {
        "x86_64", "i686", "i586", "i386", "aarch64", "ppc64le", "ppc64", "s390x", "riscv64", "armv7", "loongarch64"
    };

    private static final String[] SUSE_FLAVOURS = {"-default", "-preempt", "-64kb", "-rt", "-azure"};

    static Vendor vendor(String suffix) {
        if (suffix.contains("uek") && hasMark(suffix, ".el")) {
            return Vendor.ORACLE;
        }
        if (suffix.contains(".elrepo")) {
            // ELRepo's kernel-ml and kernel-lt are kernel.org's.
            return Vendor.UPSTREAM;
        }
        if (hasMark(suffix, ".el")) {
            return Vendor.RED_HAT;
        }
        if (hasMark(suffix, ".oe") || hasMark(suffix, ".an") || hasMark(suffix, ".al") || hasMark(suffix, ".ky")) {
            return Vendor.CHINA;
        }
        if (hasMark(suffix, ".cm") || hasMark(suffix, ".azl")) {
            return Vendor.AZURE_LINUX;
        }
        if (hasMark(suffix, ".ph")) {
            return Vendor.PHOTON;
        }
        if (suffix.startsWith("-lp15") || (endsWithAny(suffix, SUSE_FLAVOURS) && numberOfSuse(suffix))) {
            return Vendor.SUSE;
        }
        if (endsWithAny(suffix, UBUNTU_FLAVOURS) || suffix.endsWith("-pve")) {
            // Proxmox builds Ubuntu's kernels, and says the stable level in the number.
            return Vendor.UBUNTU;
        }
        if (suffix.contains("+deb") || endsWithAny(suffix, DEBIAN_FLAVOURS)) {
            return Vendor.DEBIAN;
        }
        return isNearUpstream(suffix) || !hasMarkOfPackage(suffix) ? Vendor.UPSTREAM : Vendor.OTHER;
    }

    /** Whether it is of a maker who is known to build what the number says. */
    static boolean isNearUpstream(String suffix) {
        for (String mark : NEAR_UPSTREAM) {
            if (suffix.contains(mark)) {
                return true;
            }
        }
        return suffix.contains(".elrepo");
    }

    /** A part after a dot that is a word with a number, as in {@code -136.12.h1032.eulerosv2r12} and {@code -12.tl4}. */
    private static boolean hasMarkOfPackage(String suffix) {
        int dot = suffix.indexOf('.');
        while (dot >= 0) {
            int end = dot + 1;
            boolean hasDigit = false;
            while (end < suffix.length() && "._-+~".indexOf(suffix.charAt(end)) < 0) {
                hasDigit |= isDigit(suffix.charAt(end));
                end++;
            }
            boolean isWord = end > dot + 1 && !isDigit(suffix.charAt(dot + 1));
            if (isWord && hasDigit && !isArchitecture(suffix.substring(dot + 1))) {
                return true;
            }
            dot = suffix.indexOf('.', dot + 1);
        }
        return false;
    }

    private static boolean isArchitecture(String part) {
        for (String architecture : ARCHITECTURES) {
            if (part.startsWith(architecture)) {
                return true;
            }
        }
        return false;
    }

    /** SUSE's numbers have two parts, {@code 59.5} or {@code 150600.21}; Ubuntu's kernels for Azure have one. */
    private static boolean numberOfSuse(String suffix) {
        return suffix.endsWith("-default") || suffix.endsWith("-preempt") || suffix.indexOf('.') > 0;
    }

    private static boolean endsWithAny(String suffix, String[] flavours) {
        for (String flavour : flavours) {
            if (suffix.endsWith(flavour)) {
                return true;
            }
        }
        return false;
    }

    /** A mark with a digit after it: {@code .el8_10.x86_64}, {@code .oe1}, {@code .an8}, {@code .azl3}. */
    private static boolean hasMark(String suffix, String mark) {
        int digit = suffix.indexOf(mark) + mark.length();
        return digit >= mark.length() && digit < suffix.length() && isDigit(suffix.charAt(digit));
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private ReleaseSuffix() {}
}

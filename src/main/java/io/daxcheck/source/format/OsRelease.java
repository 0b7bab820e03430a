package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Utf8;
import java.util.function.Function;

/**
 * The name of a distribution as its users say it, RHEL 9.4, from {@code /etc/os-release} (os-release(5)) or, where that
 * is missing, {@code /etc/redhat-release}.
 */
public final class OsRelease {
    private static final String PATH = "etc/os-release";
    private static final String RED_HAT = "etc/redhat-release";

    /** Names are longer than any distribution has. */
    private static final int MAX_CHARACTERS = 100;

    private OsRelease() {}

    /** The distribution that a host's files name. */
    public static Fact<String> read(Tree tree) {
        Fact<String> name = tree.read(PATH).map(new FromFields());
        if (!name.isKnown()) {
            Fact<String> line = tree.read(RED_HAT).map(new FromLine());
            return line instanceof Fact.Absent ? name : line;
        }
        return name;
    }

    private static final class FromFields implements Function<byte[], String> {
        private String id = "";
        private String name = "";
        private String version = "";
        private String pretty = "";

        @Override
        public String apply(byte[] content) {
            Lines lines = new Lines(Utf8.decode(content));
            while (lines.next()) {
                String line = lines.line();
                int equals = line.indexOf('=');
                String key = equals < 0 ? "" : line.substring(0, equals);
                String value = equals < 0 ? "" : unquoted(line.substring(equals + 1));
                switch (key) {
                    case "ID" -> id = value;
                    case "NAME" -> name = value;
                    case "VERSION_ID" -> version = value;
                    case "PRETTY_NAME" -> pretty = value;
                    default -> {}
                }
            }
            return checked(named());
        }

        private String named() {
            return switch (id) {
                case "rhel" -> "RHEL " + version;
                case "centos" -> (name.startsWith("CentOS") ? name : "CentOS") + ' ' + version;
                case "rocky" -> "Rocky Linux " + version;
                case "almalinux" -> "AlmaLinux " + version;
                case "ol" -> "Oracle Linux " + version;
                case "fedora" -> "Fedora " + version;
                case "sles" -> "SLES " + servicePack();
                case "sles_sap" -> "SLES for SAP " + servicePack();
                case "opensuse-leap" -> "openSUSE Leap " + version;
                case "ubuntu" -> "Ubuntu " + version;
                case "debian" -> version.isEmpty() ? "Debian" : "Debian " + version;
                case "openEuler" -> "openEuler " + version;
                case "amzn" -> "Amazon Linux " + version;
                default -> !pretty.isEmpty() ? pretty : (name.isEmpty() ? id : name) + ' ' + version;
            };
        }

        /** SUSE writes 15.5 and says 15 SP5; from 16 on it says what it writes. */
        private String servicePack() {
            int dot = version.indexOf('.');
            boolean isPack = dot > 0 && (version.startsWith("12.") || version.startsWith("15."));
            return isPack ? version.substring(0, dot) + " SP" + version.substring(dot + 1) : version;
        }
    }

    /** {@code Red Hat Enterprise Linux Server release 7.6 (Maipo)}. */
    private static final class FromLine implements Function<byte[], String> {
        private static final String WORD = " release ";

        @Override
        public String apply(byte[] content) {
            Lines lines = new Lines(Utf8.decode(content));
            String line = lines.next() ? lines.line().strip() : "";
            int release = line.indexOf(WORD);
            if (release < 0) {
                throw new Fact.Malformed("names no release");
            }
            String name = line.substring(0, release);
            String rest = line.substring(release + WORD.length());
            int space = rest.indexOf(' ');
            return checked((name.startsWith("Red Hat Enterprise Linux") ? "RHEL" : name)
                    + ' '
                    + (space < 0 ? rest : rest.substring(0, space)));
        }
    }

    private static String unquoted(String value) {
        String text = value.strip();
        boolean isQuoted = text.length() > 1
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return isQuoted ? text.substring(1, text.length() - 1) : text;
    }

    private static String checked(String name) {
        String text = name.strip();
        if (text.isEmpty()) {
            throw new Fact.Malformed("names no distribution");
        }
        return text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) : text;
    }
}

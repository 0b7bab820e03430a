package io.daxcheck.source.capture;

import io.daxcheck.source.format.Fstab;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Split;
import io.daxcheck.text.Words;
import java.util.ArrayList;
import java.util.List;

/** Mounts as they are and as they are configured: types and options that {@link Kept} lists, names as pseudonyms. */
final class MountRedaction {
    private static final List<String> PROPAGATION = List.of("shared", "master", "propagate_from");

    private final Pseudonyms pseudonyms;

    MountRedaction(Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    /** A unit's name is its path with hyphens for slashes, and hyphens escaped. */
    String unitName(String name) {
        String escaped = name.substring(0, name.length() - ".mount".length());
        List<String> parts = new ArrayList<>();
        for (String part : Split.of(escaped, '-')) {
            parts.add(pseudonyms.name(Escapes.unescaped(part)).replace("-", "\\x2d"));
        }
        return String.join("-", parts) + ".mount";
    }

    String unitLine(String line) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            return line.equals("[Unit]") || line.equals("[Mount]") || line.equals("[Install]") ? line : "";
        }
        String value = line.substring(equals + 1).strip();
        return switch (line.substring(0, equals).strip()) {
            case "What" -> "What=" + source(value, "");
            case "Where" -> "Where=" + path(value);
            case "Type" -> "Type=" + type(value);
            case "SourcePath" -> value.equals('/' + Fstab.PATH) ? line : "";
            case "Options" -> "Options=" + options(value);
            default -> "";
        };
    }

    String mountInfoLine(String line) {
        List<String> fields = Split.of(line, ' ');
        int dash = fields.subList(Math.min(6, fields.size()), fields.size()).indexOf("-") + 6;
        if (dash < 6 || dash + 3 >= fields.size()) {
            return "";
        }
        for (int i = 0; i < 3; i++) {
            fields.set(i, Kept.isMeasure(fields.get(i)) ? fields.get(i) : Redaction.HIDDEN);
        }
        fields.set(3, path(fields.get(3)));
        fields.set(4, path(fields.get(4)));
        fields.set(5, options(fields.get(5)));
        // Peer groups, shared:1.
        for (int i = 6; i < dash; i++) {
            int colon = fields.get(i).indexOf(':');
            String relation = fields.get(i).substring(0, Math.max(0, colon));
            boolean isPeer = PROPAGATION.contains(relation)
                    && Kept.isNumber(fields.get(i).substring(colon + 1));
            fields.set(i, isPeer ? fields.get(i) : Redaction.HIDDEN);
        }
        String type = fields.get(dash + 1);
        fields.set(dash + 1, type(type));
        fields.set(dash + 2, source(fields.get(dash + 2), type));
        fields.set(dash + 3, options(fields.get(dash + 3)));
        return String.join(" ", fields.subList(0, dash + 4));
    }

    String mountsLine(String line) {
        List<String> fields = Split.of(line, ' ');
        return fields.size() < 4 ? "" : String.join(" ", mount(fields));
    }

    String fstabLine(String line) {
        String stripped = line.strip();
        if (stripped.isEmpty() || stripped.startsWith("#")) {
            return stripped.isEmpty() ? "" : "#";
        }
        return String.join(" ", mount(Words.of(stripped)));
    }

    /** Device, directory, type, options, and two numbers; what follows is a comment or a mistake. */
    private List<String> mount(List<String> fields) {
        String type = fields.size() > 2 ? fields.get(2) : "";
        List<String> redacted = new ArrayList<>(6);
        for (int i = 0; i < Math.min(6, fields.size()); i++) {
            String field = fields.get(i);
            redacted.add(
                    switch (i) {
                        case 0 -> source(field, type);
                        case 1 -> path(field);
                        case 2 -> type(field);
                        case 3 -> options(field);
                        default -> Kept.isNumber(field) ? field : Redaction.HIDDEN;
                    });
        }
        return redacted;
    }

    private static String type(String type) {
        return Kept.isType(type) ? type : Redaction.HIDDEN;
    }

    private String path(String field) {
        String path = Escapes.octalUnescaped(field);
        return path.startsWith("/") ? pseudonyms.path(path) : pseudonyms.name(path);
    }

    /** A device, however it is named; a tag such as UUID=; a server; or a word of the filesystem's. */
    private String source(String field, String type) {
        String source = Escapes.octalUnescaped(field);
        int equals = source.indexOf('=');
        String tag = source.substring(0, Math.max(0, equals));
        if (tag.equals("UUID") || tag.equals("PARTUUID") || tag.equals("LABEL") || tag.equals("PARTLABEL")) {
            String quote = source.endsWith("\"") ? "\"" : "";
            String value = source.substring(equals + 1).replace("\"", "");
            String redacted = tag.endsWith("LABEL") ? pseudonyms.name(value) : pseudonyms.identifier(value);
            return tag + '=' + quote + redacted + quote;
        }
        if (source.startsWith("/") && !source.startsWith("//")) {
            return pseudonyms.path(source);
        }
        return Kept.isType(source) && source.equals(type)
                ? source
                : source.indexOf(':') < 0 ? pseudonyms.name(source) : Redaction.HIDDEN;
    }

    /** Options, of which a value in quotes may contain commas. */
    private String options(String field) {
        List<String> options = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i <= field.length(); i++) {
            if (i == field.length() || (field.charAt(i) == ',' && !quoted)) {
                options.add(option(field.substring(start, i)));
                start = i + 1;
            } else if (field.charAt(i) == '"') {
                quoted = !quoted;
            }
        }
        return String.join(",", options);
    }

    private String option(String option) {
        int equals = option.indexOf('=');
        if (equals < 0) {
            return Kept.isOption(option) ? option : Redaction.HIDDEN;
        }
        String name = option.substring(0, equals);
        String value = Escapes.octalUnescaped(option.substring(equals + 1));
        if (Kept.isOption(name, value)) {
            return option;
        }
        return Kept.isOptionWithPath(name) && value.startsWith("/")
                ? name + '=' + pseudonyms.path(value)
                : Redaction.HIDDEN;
    }

    /** The parameters that say which memory is persistent, and what is mounted on / and how; the others are left out. */
    String commandLine(String line) {
        List<String> kept = new ArrayList<>();
        for (String word : Words.of(line)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            String value = word.substring(equals + 1);
            switch (name) {
                case "root", "resume" -> kept.add(name + '=' + source(value, ""));
                case "rootflags" -> kept.add(name + '=' + options(value));
                case "rootfstype" -> kept.add(name + '=' + type(value));
                default -> {
                    if (Kept.isParameter(name) && (equals < 0 || Kept.isMemory(value))) {
                        kept.add(word);
                    }
                }
            }
        }
        return String.join(" ", kept);
    }
}

package io.daxcheck.report.reference;

import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelChange;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.kernel.VendorSeries;
import io.daxcheck.report.Json;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.report.text.Wrapping;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** The table of kernel behaviours: as text, as JSON, and as the document in src/docs that is made from it. */
public final class KernelsReport {
    private KernelsReport() {}

    /** A paragraph for each row. */
    public static String text(Terminal terminal) {
        StringBuilder out = new StringBuilder();
        for (KernelBehaviour behaviour : KernelBehaviour.values()) {
            out.append(terminal.colored(1, name(behaviour)))
                    .append("  ")
                    .append(range(behaviour, terminal.glyph("–", "-")))
                    .append('\n')
                    .append(Wrapping.wrap("    ", "    ", behaviour.meaning(), terminal.columns()));
            changes(behaviour)
                    .ifPresent(changes -> out.append(Wrapping.wrap("    ", "    ", changes, terminal.columns())));
            out.append(Wrapping.wrap("    ", "    ", behaviour.kernelSource(), terminal.columns()))
                    .append('\n');
        }
        return out.toString();
    }

    /** One document, without a line end. */
    public static String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", 1);
            json.writeArrayPropertyStart("behaviours");
            for (KernelBehaviour behaviour : KernelBehaviour.values()) {
                json.writeStartObject();
                json.writeStringProperty("name", name(behaviour));
                writeChange(json, "since", behaviour.since());
                writeChange(json, "until", behaviour.until());
                json.writeStringProperty("meaning", behaviour.meaning());
                json.writeStringProperty("kernelSource", behaviour.kernelSource());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeChange(JsonGenerator json, String name, Optional<KernelChange> change) {
        if (change.isEmpty()) {
            json.writeNullProperty(name);
            return;
        }
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("mainline", change.get().mainline().toString());
        json.writeArrayPropertyStart("stable");
        for (KernelVersion version : change.get().stable()) {
            json.writeString(version.toString());
        }
        json.writeEndArray();
        Json.write(json, "commit", Optional.of(change.get().commit()).filter(commit -> !commit.isEmpty()));
        json.writeEndObject();
    }

    /** The table of src/docs/kernels.md. */
    public static String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("| behaviour | kernels | what it means | changes | read in |\n| --- | --- | --- | --- | --- |\n");
        for (KernelBehaviour behaviour : KernelBehaviour.values()) {
            out.append("| ")
                    .append(name(behaviour))
                    .append(" | ")
                    .append(range(behaviour, "–"))
                    .append(" | ")
                    .append(behaviour.meaning())
                    .append(" | ")
                    .append(changes(behaviour).orElse(""))
                    .append(" | ")
                    .append(behaviour.kernelSource())
                    .append(" |\n");
        }
        addVendors(out);
        return out.toString();
    }

    /** A line for each release of a vendor's: rhel, sles, ubuntu or uek. */
    public static String vendor(String vendor) {
        StringBuilder out = new StringBuilder();
        out.append(String.format("%-14s %-32s %s%n", "release", "from kernel", "nearest upstream"));
        for (VendorSeries.Release release : VendorSeries.ofVendor(vendor)) {
            out.append(String.format("%-14s %-32s %s%n", release.name(), release.kernel(), release.level()));
        }
        return out.toString();
    }

    /** The same as one document, without a line end. */
    public static String vendorJson(String vendor) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", 1);
            json.writeArrayPropertyStart("releases");
            for (VendorSeries.Release release : VendorSeries.ofVendor(vendor)) {
                json.writeStartObject();
                json.writeStringProperty("name", release.name());
                json.writeStringProperty("kernel", release.kernel());
                json.writeStringProperty("nearestUpstream", release.level().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void addVendors(StringBuilder out) {
        out.append("\n## Kernels of vendors\n\n")
                .append("Each release with its first kernel, the upstream version nearest to it, and where it differs ")
                .append("from that version. Of what is open a kernel of the release may have ")
                .append(
                        "each or not, and an answer that depends on it is unknown. Vendors but Ubuntu take whole filesystems over, ")
                .append(
                        "so features of filesystems that are younger than the upstream version are open in all of them, but for "
                                + "RHEL 8 to 10.0, whose sources were read.\n\n")
                .append("| release | from kernel | nearest upstream | has also | has not | open |\n")
                .append("| --- | --- | --- | --- | --- | --- |\n");
        for (VendorSeries series : VendorSeries.all()) {
            for (VendorSeries.Release release : series.releases()) {
                addVendor(out, release);
            }
        }
        addConfigurations(out);
    }

    private static void addConfigurations(StringBuilder out) {
        out.append("\n## How vendors build them\n\n")
                .append(
                        "Options that are known in addition to CONFIG_FS_DAX=y, CONFIG_EXT4_USE_FOR_EXT2=y and no CONFIG_EXT2_FS, ")
                .append(
                        "which Red Hat, SUSE and Ubuntu have in common on x86_64 and arm64: `--kernel` judges with them, so ")
                .append(
                        "that a disk of virtio pmem does not exist on RHEL. Each was read in the packages' configurations, ")
                .append("and none measured; a row holds until the next one of its option.\n\n")
                .append("| from kernel | option | value |\n| --- | --- | --- |\n");
        for (VendorSeries series : VendorSeries.all()) {
            for (VendorSeries.Built built : series.configuration()) {
                out.append("| ")
                        .append(firstKernel(series, built.build()))
                        .append(" | ")
                        .append(built.option())
                        .append(" | ")
                        .append(built.value().isEmpty() ? "not known" : built.value())
                        .append(" |\n");
            }
        }
    }

    /** The first kernel of a build as far as it is known: of the first build that of the series. */
    private static String firstKernel(VendorSeries series, long build) {
        String kernel = series.releases().get(0).kernel();
        int mark = kernel.lastIndexOf(".el");
        if (build == 0 || mark < 0) {
            return kernel;
        }
        int end = kernel.indexOf('_', mark);
        return kernel.substring(0, kernel.indexOf('-') + 1)
                + build
                + kernel.substring(mark, end < 0 ? kernel.length() : end);
    }

    private static void addName(StringBuilder cell, KernelBehaviour behaviour) {
        cell.append(cell.isEmpty() ? "" : ", ").append(name(behaviour));
    }

    private static void addVendor(StringBuilder out, VendorSeries.Release release) {
        List<KernelModel> models =
                KernelRelease.parse(release.kernel()).orElseThrow().plausibleModels();
        KernelModel nearest = KernelModel.of(release.level());
        StringBuilder more = new StringBuilder();
        StringBuilder less = new StringBuilder();
        StringBuilder open = new StringBuilder();
        for (KernelBehaviour behaviour : KernelBehaviour.values()) {
            if (VendorSeries.isOfFeature(behaviour)) {
                continue;
            }
            int having = 0;
            for (KernelModel model : models) {
                having += model.has(behaviour) ? 1 : 0;
            }
            if (having > 0 && having < models.size()) {
                addName(open, behaviour);
            } else if (having > 0 && !nearest.has(behaviour)) {
                addName(more, behaviour);
            } else if (having == 0 && nearest.has(behaviour)) {
                addName(less, behaviour);
            }
        }
        out.append("| ")
                .append(release.name())
                .append(" | ")
                .append(release.kernel())
                .append(" | ")
                .append(release.level())
                .append(" | ")
                .append(more)
                .append(" | ")
                .append(less)
                .append(" | ")
                .append(open)
                .append(" |\n");
    }

    static String name(KernelBehaviour behaviour) {
        return behaviour.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code 4.18-rc4 – before 5.12}: from a version, and up to one that no longer has it. */
    private static String range(KernelBehaviour behaviour, String dash) {
        if (behaviour.isVendorsOnly()) {
            return "vendors' only";
        }
        String since =
                behaviour.since().map(change -> change.mainline().toString()).orElse("");
        String until =
                behaviour.until().map(change -> "before " + change.mainline()).orElse("");
        if (since.isEmpty()) {
            return until.isEmpty() ? "all" : until;
        }
        return until.isEmpty() ? "from " + since : since + " " + dash + " " + until;
    }

    private static Optional<String> changes(KernelBehaviour behaviour) {
        String since = behaviour
                .since()
                .map(change -> "began with " + change(behaviour, change))
                .orElse("");
        String until = behaviour
                .until()
                .map(change -> "ended with " + change(behaviour, change))
                .orElse("");
        String separator = since.isEmpty() || until.isEmpty() ? "" : "; ";
        String changes = since + separator + until;
        return changes.isEmpty() ? Optional.empty() : Optional.of(changes);
    }

    private static String change(KernelBehaviour behaviour, KernelChange change) {
        if (!change.isMainlines()) {
            return "a backport of the vendor's";
        }
        StringBuilder text = new StringBuilder();
        if (change.commit().isEmpty()) {
            text.append("what was read in the source of v")
                    .append(change.mainline())
                    .append(", ")
                    .append(behaviour.kernelSource());
        } else {
            text.append(change.commit()).append(" in ").append(change.mainline());
        }
        List<KernelVersion> stable = change.stable();
        for (KernelVersion version : stable) {
            text.append(", ").append(version);
        }
        return text.toString();
    }
}

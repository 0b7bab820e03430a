package io.daxcheck.report.reference;

import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.VendorSeries;
import io.daxcheck.report.Json;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.report.text.Wrapping;
import io.daxcheck.text.OneLine;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** One kernel: which of the behaviours it has, and which it may have. */
public final class KernelReport {
    private KernelReport() {}

    /** {@code RHEL 9.4 5.14.0-427.13.1.el9_4}, or the release alone where it is of no series that is known. */
    public static String title(KernelRelease release) {
        String name = release.vendorRelease()
                .map(VendorSeries.Release::name)
                .map(vendors -> vendors + " ")
                .orElse("");
        return name + OneLine.of(release.text());
    }

    /** What it does, what is open, and in one list the names of what it does not do. */
    public static String text(KernelRelease release, Terminal terminal) {
        List<KernelModel> models = release.plausibleModels();
        StringBuilder has = new StringBuilder();
        StringBuilder open = new StringBuilder();
        List<String> not = new ArrayList<>();
        for (KernelBehaviour behaviour : KernelBehaviour.values()) {
            Optional<Boolean> holds = holds(behaviour, models);
            String name = KernelsReport.name(behaviour);
            if (holds.isEmpty()) {
                add(open, "may     ", behaviour, terminal);
            } else if (holds.get()) {
                add(has, "does    ", behaviour, terminal);
            } else {
                not.add(name);
            }
        }
        String outside = release.isPlaced() ? "" : outsideTable(release);
        return Wrapping.wrap(
                        "",
                        "  ",
                        title(release) + ", nearest upstream " + release.judgedAs() + outside,
                        terminal.columns())
                + "\n" + has + open
                + Wrapping.wrap("does not  ", "          ", String.join(", ", not), terminal.columns());
    }

    private static String outsideTable(KernelRelease release) {
        boolean isOlder = release.judgedAs().compareTo(KernelBehaviour.OLDEST) < 0;
        boolean isNewer = release.judgedAs().compareTo(KernelBehaviour.END) >= 0;
        return isOlder
                ? "; older than the table, which begins with " + KernelBehaviour.OLDEST
                : isNewer ? "; newer than the table, which ends with " + KernelBehaviour.NEWEST : "";
    }

    private static void add(StringBuilder out, String mark, KernelBehaviour behaviour, Terminal terminal) {
        out.append(mark)
                .append("  ")
                .append(terminal.colored(1, KernelsReport.name(behaviour)))
                .append('\n')
                .append(Wrapping.wrap("          ", "          ", behaviour.meaning(), terminal.columns()));
    }

    /** One document, without a line end: {@code holds} is null where the kernel may behave so or not. */
    public static String json(KernelRelease release) {
        List<KernelModel> models = release.plausibleModels();
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", 1);
            json.writeStringProperty("kernel", release.text());
            Json.write(json, "release", release.vendorRelease().map(VendorSeries.Release::name));
            json.writeStringProperty("nearestUpstream", release.judgedAs().toString());
            json.writeArrayPropertyStart("behaviours");
            for (KernelBehaviour behaviour : KernelBehaviour.values()) {
                json.writeStartObject();
                json.writeStringProperty("name", KernelsReport.name(behaviour));
                Json.writeBoolean(json, "holds", holds(behaviour, models));
                json.writeStringProperty("meaning", behaviour.meaning());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    /** Empty where the models differ. */
    private static Optional<Boolean> holds(KernelBehaviour behaviour, List<KernelModel> models) {
        int having = 0;
        for (KernelModel model : models) {
            having += model.has(behaviour) ? 1 : 0;
        }
        return having > 0 && having < models.size() ? Optional.empty() : Optional.of(having > 0);
    }
}

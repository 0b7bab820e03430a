package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelName;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.kernel.VendorSeries;
import io.daxcheck.report.reference.EraReport;
import io.daxcheck.report.reference.KernelReport;
import io.daxcheck.report.reference.KernelsReport;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** {@code daxcheck kernels}: the table of kernel behaviours, or one stack as each era of kernels judges it. */
final class KernelsCommand implements Callable<Integer> {
    private enum Format {
        text,
        json,
        markdown
    }

    private enum VendorName {
        upstream,
        rhel,
        sles,
        ubuntu,
        uek
    }

    private final Environment environment;

    private final OptionSpec vendor = Arguments.choice(
            "--vendor",
            "VENDOR",
            VendorName.upstream,
            "Whose kernels: ${COMPLETION-CANDIDATES}. Without DEVICE, list their releases.");

    private final PositionalParamSpec target = Arguments.parameter("DEVICE", "As for check.");

    private final OptionSpec format = Arguments.choice(
            "--format", "FORMAT", Format.text, "${COMPLETION-CANDIDATES}; markdown for the table only.");

    private final OptionSpec kernel = Arguments.option(
            "--kernel",
            "RELEASE",
            new ReleaseConverter(),
            "This kernel alone, named as for check: what it does, or with DEVICE its result.");

    private final SourceOption source = new SourceOption();

    KernelsCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        CommandSpec command = Arguments.command(
                this, "kernels", "List how kernels differ. With DEVICE, show its result on each kernel.");
        command.addPositional(target).addOption(format).addOption(vendor).addOption(kernel);
        source.addTo(command);
        return Arguments.withExamples(
                command,
                "daxcheck kernels",
                "daxcheck kernels --kernel rhel9.4",
                "daxcheck kernels /dev/mapper/vg-data",
                "daxcheck kernels --vendor rhel --from db07.tar.gz /dev/mapper/vg-data");
    }

    private Format format() {
        return Arguments.value(format, Format.class);
    }

    @Override
    public Integer call() {
        if (source.listsExamples(environment)) {
            return ExitStatus.OK;
        }
        Optional<String> named = Arguments.optional(target, String.class);
        requireSense(named);
        if (named.isEmpty()) {
            environment.out().print(table());
            return ExitStatus.OK;
        }
        try {
            return eras(HostReader.read(source.open()), named.get());
        } catch (InputException e) {
            environment.err().println("daxcheck: " + e.getMessage());
            return ExitStatus.USAGE;
        }
    }

    /** Refuses what cannot be printed as it is asked for. */
    private void requireSense(Optional<String> device) {
        boolean isAllOfUpstream = device.isEmpty() && vendorName() == VendorName.upstream && named().isEmpty();
        if (format() == Format.markdown && !isAllOfUpstream) {
            throw new ParameterException(
                    format.command().commandLine(),
                    "--format markdown is for the table of all kernels, without DEVICE, --vendor and --kernel");
        }
        if (named().isPresent() && vendorName() != VendorName.upstream) {
            throw new ParameterException(
                    kernel.command().commandLine(),
                    "--kernel is one kernel and --vendor all of a vendor's: give one of them");
        }
    }

    private Optional<KernelRelease> named() {
        return Arguments.optional(kernel, KernelRelease.class);
    }

    private String table() {
        boolean isJson = format() == Format.json;
        if (named().isPresent()) {
            KernelRelease release = named().get();
            return isJson
                    ? KernelReport.json(release) + "\n"
                    : KernelReport.text(release, environment.terminal(ColorMode.auto));
        }
        if (vendorName() != VendorName.upstream) {
            String name = vendorName().name();
            return isJson ? KernelsReport.vendorJson(name) + "\n" : KernelsReport.vendor(name);
        }
        return switch (format()) {
            case text -> KernelsReport.text(environment.terminal(ColorMode.auto));
            case json -> KernelsReport.json() + "\n";
            case markdown -> KernelsReport.markdown();
        };
    }

    private int eras(Host host, String target) {
        NamedDevices names = new NamedDevices(host, source.isLive());
        Optional<BlockDevice> device = names.find(target);
        if (device.isEmpty()) {
            for (String reason : names.reasons(target)) {
                environment.err().println("daxcheck: " + reason);
            }
            return ExitStatus.USAGE;
        }
        List<EraReport.Row> rows = new ArrayList<>();
        if (named().isPresent()) {
            KernelRelease release = named().get();
            rows.add(row(host, device.get(), KernelReport.title(release), release.text()));
        } else if (vendorName() == VendorName.upstream) {
            for (KernelVersion era : KernelBehaviour.eras()) {
                rows.add(row(host, device.get(), era.toString(), era.toString()));
            }
        } else {
            List<Set<KernelBehaviour>> before = List.of();
            for (VendorSeries.Release release :
                    VendorSeries.ofVendor(vendorName().name())) {
                List<Set<KernelBehaviour>> behaviours = new ArrayList<>();
                for (KernelModel model :
                        KernelRelease.parse(release.kernel()).orElseThrow().plausibleModels()) {
                    behaviours.add(model.behaviours());
                }
                if (!behaviours.equals(before)) {
                    String title = release.name() + " " + release.kernel();
                    rows.add(row(host, device.get(), title, release.kernel()));
                }
                before = behaviours;
            }
        }
        environment.out().print(format() == Format.json ? EraReport.json(rows) + "\n" : EraReport.text(rows));
        return ExitStatus.OK;
    }

    private VendorName vendorName() {
        return Arguments.value(vendor, VendorName.class);
    }

    /** Reads a kernel's name; the next one of the host is for the commands that judge it. */
    private static final class ReleaseConverter implements ITypeConverter<KernelRelease> {
        @Override
        public KernelRelease convert(String release) {
            KernelName name = new KernelName(release);
            return name.release()
                    .orElseThrow(() -> new TypeConversionException(
                            release.equals("next") ? "next is for check, list, plan and audit" : name.help()));
        }
    }

    private static EraReport.Row row(Host host, BlockDevice device, String title, String kernel) {
        HostDiagnosis diagnosis = new HostDiagnosis(host, KernelRelease.parse(kernel));
        StackReport report = diagnosis
                .judge(List.of(diagnosis.graph().stack(device)))
                .stacks()
                .get(0);
        return new EraReport.Row(title, report);
    }
}

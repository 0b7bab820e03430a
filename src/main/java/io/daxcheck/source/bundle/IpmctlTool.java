package io.daxcheck.source.bundle;

import io.daxcheck.host.Dimm;
import io.daxcheck.host.Fact;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ipmctl show -dimm}, of Intel's modules: a table, or with {@code -a} a block for each module. A module is called
 * by its handle there, {@code 0x0011}, which {@code ndctl list} shows for each DIMM too. Without ndctl's output it keeps
 * that name.
 */
final class IpmctlTool implements BundleTool {
    private static final String LOCKED = "Locked";

    /** Words of {@code HealthState}, and those of ndctl for the same. */
    private static final Map<String, String> HEALTH = Map.of(
            "healthy", "ok",
            "noncritical", "non-critical",
            "non-critical failure", "non-critical",
            "critical", "critical",
            "critical failure", "critical",
            "fatal", "fatal",
            "fatal failure", "fatal",
            "non-functional", "fatal");

    @Override
    public void addTo(CollectedDevices devices, CommandOutputs outputs) {
        for (CommandOutputs.Output output : outputs.of("ipmctl_show")) {
            if (output.name().equals("ipmctl_show_-dimm")) {
                addTable(devices, output);
            } else if (output.name().equals("ipmctl_show_-a_-dimm")) {
                addBlocks(devices, output);
            }
        }
    }

    /** Lines of columns between bars, the first of which names them; the columns differ between versions. */
    private static void addTable(CollectedDevices devices, CommandOutputs.Output output) {
        List<String> columns = List.of();
        Lines lines = new Lines(output.text());
        while (lines.next()) {
            List<String> cells = new ArrayList<>();
            for (String cell : Split.of(lines.line(), '|')) {
                cells.add(cell.trim());
            }
            if (cells.contains("DimmID")) {
                columns = cells;
            } else if (cells.size() > 1 && cells.size() == columns.size()) {
                add(
                        devices,
                        cells.get(columns.indexOf("DimmID")),
                        cell(columns, cells, "LockState"),
                        cell(columns, cells, "HealthState"),
                        output.source());
            }
        }
    }

    private static String cell(List<String> columns, List<String> cells, String column) {
        int index = columns.indexOf(column);
        return index < 0 ? "" : cells.get(index);
    }

    /** {@code ---DimmID=0x0011---}, and below it a line for each attribute. */
    private static void addBlocks(CollectedDevices devices, CommandOutputs.Output output) {
        String dimm = "";
        String lock = "";
        String health = "";
        Lines lines = new Lines(output.text());
        while (lines.next()) {
            String line = lines.line().trim();
            if (line.startsWith("---DimmID=")) {
                add(devices, dimm, lock, health, output.source());
                dimm = line.substring("---DimmID=".length()).replace("-", "");
                lock = "";
                health = "";
            } else if (line.startsWith("LockState=")) {
                lock = line.substring("LockState=".length());
            } else if (line.startsWith("HealthState=")) {
                health = line.substring("HealthState=".length());
            }
        }
        add(devices, dimm, lock, health, output.source());
    }

    private static void add(CollectedDevices devices, String handle, String lock, String health, String source) {
        if (!handle.startsWith(Dimm.HANDLE)
                || !(FactKey.HANDLE.read(handle, source) instanceof Fact.Known<Long> number)) {
            return;
        }
        // "Locked, Frozen" where the state cannot be changed before the next boot.
        boolean isLocked = Split.of(lock, ',').get(0).equals(LOCKED);
        String state = HEALTH.getOrDefault(health.toLowerCase(Locale.ROOT), "");
        String dimm = devices.dimmWithHandle(number.content());
        if (dimm.isEmpty()) {
            boolean isFailing = !state.isEmpty() && !state.equals("ok");
            if (!isLocked && !isFailing) {
                // Nothing more can be determined of one whose regions are not known.
                return;
            }
            dimm = handle;
        }
        Statements bus = devices.bus();
        bus.add(dimm);
        if (isLocked) {
            bus.add(dimm, FactKey.SECURITY, "locked", source);
        }
        if (!state.isEmpty()) {
            bus.add(dimm, FactKey.HEALTH, state, source);
        }
    }
}

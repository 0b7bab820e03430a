package io.daxcheck.source.bundle;

import io.daxcheck.host.Dimm;
import io.daxcheck.host.Fact;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ipmctl show -dimm}, of Intel's modules: a table, or with {@code -a} a block for each module. A module is called
 * by its handle there, {@code 0x0011}, which {@code ndctl list} shows for each DIMM too. Without ndctl's output it keeps
 * that name. {@code ipmctl show -memoryresources} has the use of all modules together.
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
            } else if (output.name().equals("ipmctl_show_-memoryresources")) {
                addTotals(devices, output);
            }
        }
    }

    /**
     * What all modules are used for: lines {@code AppDirectCapacity=0 B} up to ipmctl 1, later a table with a row for each
     * use and a column for the modules.
     */
    private static void addTotals(CollectedDevices devices, CommandOutputs.Output output) {
        String ram = "";
        String persistent = "";
        List<String> columns = List.of();
        Lines lines = new Lines(output.text());
        while (lines.next()) {
            String line = lines.line().trim();
            List<String> cells = cells(line);
            if (line.startsWith("MemoryCapacity=")) {
                ram = line.substring("MemoryCapacity=".length());
            } else if (line.startsWith("AppDirectCapacity=")) {
                persistent = line.substring("AppDirectCapacity=".length());
            } else if (cells.get(0).equals("MemoryType")) {
                columns = cells;
            } else if (cells.size() > 1 && cells.size() == columns.size()) {
                String modules = cell(columns, cells, "PMemModule") + cell(columns, cells, "DCPMM");
                if (cells.get(0).equals("Volatile")) {
                    ram = modules;
                } else if (cells.get(0).equals("AppDirect")) {
                    persistent = modules;
                }
            }
        }
        if (isMemoryMode(ram, persistent)) {
            for (String name : List.copyOf(devices.bus().names())) {
                if (DeviceName.isNumbered(name, "nmem")) {
                    devices.bus().add(name, FactKey.MEMORY_MODE, true, output.source());
                }
            }
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : Split.of(line, '|')) {
            cells.add(cell.trim());
        }
        return cells;
    }

    /** Whether a part of the capacity is RAM, and none is persistent memory. */
    private static boolean isMemoryMode(String ram, String persistent) {
        return !ram.isEmpty() && !persistent.isEmpty() && !isNone(ram) && isNone(persistent);
    }

    /** Whether a capacity is {@code 0 B}, {@code 0.000 GiB} or a dash. */
    private static boolean isNone(String capacity) {
        for (int i = 0; i < capacity.length(); i++) {
            if (capacity.charAt(i) >= '1' && capacity.charAt(i) <= '9') {
                return false;
            }
        }
        return true;
    }

    /** Lines of columns between bars, the first of which names them; the columns differ between versions. */
    private static void addTable(CollectedDevices devices, CommandOutputs.Output output) {
        List<String> columns = List.of();
        Lines lines = new Lines(output.text());
        while (lines.next()) {
            List<String> cells = cells(lines.line());
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

package io.daxcheck.source;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Output of {@code dmsetup info -c --noheadings --separator ' ' -o name,major,minor,uuid}: a line for each dm device.
 * The name may contain spaces, the uuid may be empty.
 */
final class DmsetupInfo implements Function<byte[], Map<Integer, DmsetupInfo.Device>> {
    static final DmsetupInfo READING = new DmsetupInfo();

    /** What dmsetup prints, on standard output and with success, where there is nothing to print. */
    static final String NO_DEVICES = "No devices found";

    private DmsetupInfo() {}

    /**
     * One line.
     *
     * @param name as dmsetup prints it: with its escapes read
     * @param uuid empty where the device has none
     */
    record Device(String name, DeviceNumber number, String uuid) {}

    /** The devices by their minor number, which is the N in dm-N; all have the same major number. */
    @Override
    public Map<Integer, Device> apply(byte[] content) {
        Map<Integer, Device> devices = new HashMap<>();
        Lines lines = new Lines(Attribute.decode(content));
        while (lines.next()) {
            String line = lines.line();
            if (line.isBlank() || line.equals(NO_DEVICES)) {
                continue;
            }
            Device device = parse(line);
            if (device == null) {
                throw new Fact.Malformed(
                        "line " + lines.number() + ": not a name, two numbers and a uuid: " + OneLine.quoted(line));
            }
            devices.put(device.number.minor(), device);
        }
        return devices;
    }

    private static Device parse(String line) {
        int uuidSpace = line.lastIndexOf(' ');
        Device device = uuidSpace < 0 ? null : parse(line, uuidSpace, line.substring(uuidSpace + 1));
        // Without the space that an empty uuid leaves at the end of the line, where something has cut it off.
        return device == null ? parse(line, line.length(), "") : device;
    }

    /** Reads {@code NAME MAJOR MINOR} before a position; null where it is something else. */
    private static Device parse(String line, int end, String uuid) {
        int minorSpace = line.lastIndexOf(' ', end - 1);
        int majorSpace = minorSpace < 0 ? -1 : line.lastIndexOf(' ', minorSpace - 1);
        if (majorSpace <= 0) {
            return null;
        }
        String numbers = line.substring(majorSpace + 1, end).replace(' ', ':');
        Optional<DeviceNumber> number = DeviceNumber.parse(numbers);
        return number.isEmpty() ? null : new Device(line.substring(0, majorSpace), number.get(), uuid);
    }
}

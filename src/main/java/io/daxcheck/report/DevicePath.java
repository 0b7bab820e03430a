package io.daxcheck.report;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Namespace;

/** The names that people know devices and modes by. */
final class DevicePath {
    private DevicePath() {}

    /** {@code /dev/mapper/NAME} for a dm device with a name, {@code /dev/KNAME} otherwise. */
    static String of(BlockDevice device) {
        String kernelPath = "/dev/" + device.name().replace('!', '/');
        return device.asDm()
                .flatMap(dm -> dm.name().value())
                .filter(name -> !name.isEmpty())
                .map(name -> "/dev/mapper/" + name)
                .orElse(kernelPath);
    }

    /** ndctl's word for what {@code mode} reads in sysfs; another word stays as it is. */
    static String ndctlMode(String sysfs) {
        for (Namespace.Mode mode : Namespace.Mode.values()) {
            if (mode.sysfs().equals(sysfs)) {
                return mode.ndctl();
            }
        }
        return sysfs;
    }
}

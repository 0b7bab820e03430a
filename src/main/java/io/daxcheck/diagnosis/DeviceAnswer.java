package io.daxcheck.diagnosis;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.rules.Answer;
import io.daxcheck.rules.Filesystem;

/**
 * What a kernel answers the filesystems that may be on a device.
 *
 * @param forAll whether the device has DAX
 * @param forXfs no also where another XFS on the same disk holds the dax device
 */
record DeviceAnswer(BlockDevice device, Answer forAll, Answer forXfs) {
    Answer to(Filesystem filesystem) {
        return filesystem == Filesystem.XFS ? forXfs : forAll;
    }
}

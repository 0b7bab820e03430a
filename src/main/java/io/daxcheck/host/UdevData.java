package io.daxcheck.host;

import java.util.List;

/**
 * What udev keeps of a block device in {@code /run/udev/data/bMAJOR:MINOR}, readable for everybody.
 *
 * @param links names of the device below {@code /dev}: {@code disk/by-uuid/…}
 * @param type what libblkid found on the device ({@code ID_FS_TYPE}); empty where it found nothing
 * @param blockSize bytes, {@code ID_FS_BLOCKSIZE}; 0 where it is not known. For XFS it is the sector size
 * @param uuid of the filesystem ({@code ID_FS_UUID}); empty where there is none
 * @param label of the filesystem ({@code ID_FS_LABEL}); empty where there is none
 * @param partitionUuid {@code ID_PART_ENTRY_UUID}; empty where it is no partition, or the table has none
 * @param partitionLabel {@code ID_PART_ENTRY_NAME}; empty likewise
 * @param initializedMicros microseconds from boot to the first event of the device ({@code USEC_INITIALIZED}); 0 where
 *     it is not known
 * @param source the file
 */
public record UdevData(
        List<String> links,
        String type,
        int blockSize,
        String uuid,
        String label,
        String partitionUuid,
        String partitionLabel,
        long initializedMicros,
        String source) {
    public UdevData {
        links = List.copyOf(links);
    }
}

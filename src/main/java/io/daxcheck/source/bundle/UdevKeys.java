package io.daxcheck.source.bundle;

import io.daxcheck.source.facts.FactKey;

/** What libblkid finds on a device, by udev's names of it; a label without udev's escapes. */
final class UdevKeys {
    static final FactKey<String> TYPE = FactKey.udev("ID_FS_TYPE");
    static final FactKey<String> UUID = FactKey.udev("ID_FS_UUID");
    static final FactKey<String> BLOCK_SIZE = FactKey.udev("ID_FS_BLOCKSIZE");
    static final FactKey<String> LABEL = FactKey.udev("ID_FS_LABEL_ENC");
    static final FactKey<String> PARTITION_UUID = FactKey.udev("ID_PART_ENTRY_UUID");
    static final FactKey<String> PARTITION_LABEL = FactKey.udev("ID_PART_ENTRY_NAME");

    private UdevKeys() {}
}

package io.daxcheck.finding;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every finding there is, a row each. A code is never reused. The message of a finding names devices and numbers; what
 * stands here is what does not depend on them, and is what {@code daxcheck explain} prints.
 */
public enum FindingCode implements Explanation {
    // spotless:off
    // -------------------------------------------------------------------------------- leaves without DAX
    RAW_NAMESPACE(
            "The namespace is in raw mode",
            "The kernel holds no struct page for the memory of a namespace in raw mode, and from Linux 4.16 on "
                    + "filesystem DAX needs one. A dm device on top of it has no DAX either.",
            "ndctl list -N; cat /sys/bus/nd/devices/namespaceN.M/mode",
            "Reconfigure the namespace to fsdax. That moves its data and so destroys it: back up first. In a virtual "
                    + "machine whose NVDIMM has no label area (vSphere, QEMU without label-size=) namespaces start raw; "
                    + "the same command, typed in the guest, helps there: the mode is kept in the namespace itself.",
            "All data of the namespace, and the downtime of a backup and a restore. One 64th of the capacity for "
                    + "struct pages (ndctl --map=dev), or as much RAM (--map=mem).",
            "569d0365f571 (4.16); drivers/nvdimm/pmem.c: pmem_attach_disk"),
    FORCE_RAW_PENDING(
            "force_raw was set while the namespace is enabled",
            "Writing force_raw changes what mode reads at once, and nothing else: the kernel looks at it when the "
                    + "namespace is enabled. Until then the disk keeps the struct pages, and the DAX, that it was made with.",
            "grep . /sys/bus/nd/devices/namespaceN.M/{mode,force_raw}; cat /sys/block/pmemN/queue/dax",
            "Write 0 to force_raw, or leave it if raw mode is wanted from the next enable on.",
            "Nothing: force_raw is not stored on the memory.",
            "drivers/nvdimm/namespace_devs.c: force_raw_store, pmem_should_map_pages"),
    NAMESPACE_MODE_CONTRADICTION(
            "The facts about the mode of a namespace contradict each other",
            "The mode file, the device that claims the namespace (pfn, btt) and force_raw cannot all be right. They may "
                    + "have been read at different moments, or edited. queue/dax decides where it was read (from Linux "
                    + "4.18 on); otherwise the mode counts as unknown.",
            "ndctl list -N; grep . /sys/bus/nd/devices/namespaceN.M/{mode,holder,force_raw}",
            "Capture the host again.",
            "Nothing.",
            "drivers/nvdimm/namespace_devs.c: mode_show, holder_show"),
    SECTOR_NAMESPACE(
            "The namespace is in sector mode",
            "Sector mode (a BTT) makes single sectors atomic by redirecting every write, so a file has no fixed "
                    + "memory that could be mapped: it never has DAX. Some installers choose it.",
            "ndctl list -N; ls /sys/block/ | grep 's$'",
            "Reconfigure the namespace to fsdax. That destroys its data: back up first.",
            "All data of the namespace, the downtime of a backup and a restore, and the atomicity of single "
                    + "sectors.",
            "drivers/nvdimm/btt.c: no dax device"),
    LEAF_WITHOUT_DAX(
            "A device that is not persistent memory",
            "DAX maps a file's blocks as memory. Only pmem in fsdax mode (and dcssblk on s390) has memory to map; a brd "
                    + "ramdisk had it up to Linux 4.14; disks, loop devices, md and all others never do, even if "
                    + "what they store on has.",
            "cat /sys/block/NAME/queue/dax; lsblk -o NAME,TYPE,DAX",
            "Use an fsdax namespace, or mount without dax.",
            "Moving to an fsdax namespace: the downtime of a copy. Mounting without dax: reads and writes go "
                    + "through the page cache.",
            "7a862fbbdec6 (4.15) for brd; drivers/dax/super.c: fs_dax_get_by_bdev"),

    // ------------------------------------------------------------------------------------- dm tables
    LEG_WITHOUT_DAX(
            "One leg takes DAX from the whole device",
            "A dm device has DAX only when every device below it has: the kernel cannot give it for one part of a "
                    + "filesystem and not for another.",
            "dmsetup table; lsblk -s -o NAME,DAX /dev/mapper/NAME",
            "Move the data off that leg and take it out (LVM: pvmove, then vgreduce), or make the leg fsdax.",
            "pvmove copies while the volume is in use, and needs as much free space elsewhere; DAX then takes "
                    + "one unmount and mount. Making the leg fsdax destroys its data.",
            "dbc626597c39 (4.18), 5b0fab508992 (5.12); drivers/md/dm-table.c: dm_table_supports_dax"),
    TARGET_WITHOUT_DAX(
            "A dm target type without DAX",
            "DAX goes round everything that a target does to data on its way: only linear, striped and log-writes "
                    + "(from 4.15) can pass it on. Encryption, mirroring, caching, thin provisioning and snapshots "
                    + "cannot, and one such target takes DAX from the whole table.",
            "dmsetup table NAME; dmsetup targets",
            "Build the device from linear or striped targets only (LVM: plain or striped logical volumes, no snapshot, "
                    + "no cache), or mount without dax.",
            "What the target did: encryption, redundancy, caching or snapshots; and the downtime of a backup and "
                    + "a restore, because the data lies elsewhere in the new device. Mounting without dax: nothing.",
            "drivers/md/dm-table.c: dm_table_supports_dax; include/linux/device-mapper.h: target_type.direct_access"),
    UNKNOWN_TARGET(
            "A dm target type that daxcheck does not know",
            "No DAX is known of a target of this name. If queue/dax of the device reads 1, the kernel knows better; "
                    + "whether its bytes are right cannot be told here.",
            "cat /sys/block/dm-N/queue/dax; modinfo dm-TYPE",
            "Trust queue/dax for whether there is DAX; tell us about the target.",
            "Nothing.",
            "drivers/md/dm-table.c: dm_table_supports_dax"),
    OFFSET_NOT_PAGE_ALIGNED(
            "An offset that is not a whole number of pages",
            "DAX works in pages. From Linux 5.17 on, dm cuts such an offset down to a page on every DAX access, so DAX "
                    + "reads and writes other bytes than block I/O does: silent corruption, of this and of whatever "
                    + "lies before it. Before 5.17 such an access fails with EINVAL: 5.2 to 5.16 notice it when the "
                    + "table is loaded, older kernels only if the first page of the device is hit.",
            "dmsetup table NAME: the last number of a linear line, in sectors, must divide by 8 (4 KiB pages); of two "
                    + "levels, each must",
            "Do not mount it with dax. If it has been mounted with dax, see daxcheck explain mounted-and-corrupting before "
                    + "you unmount it: what was written through DAX is read back right only through DAX. Then rebuild the "
                    + "device with offsets that are whole pages (LVM does so by itself).",
            "Downtime: all data is copied off, the device built again, and all data copied back. What DAX has "
                    + "overwritten stays lost.",
            "f43e0065c264 (5.17); drivers/md/dm-linear.c: linear_dax_pgoff; before: drivers/dax/super.c: "
                    + "bdev_dax_pgoff"),
    BOUNDARY_INSIDE_PAGE(
            "Two targets meet inside a page",
            "A page that begins in one target and ends in the next is in two places: a DAX access to it fails (EIO, "
                    + "SIGBUS), even where both targets lead to neighbouring bytes. The mount check does not see it, "
                    + "unless it is the first page.",
            "dmsetup table NAME: every start, in sectors, must divide by 8 (4 KiB pages)",
            "Rebuild the table so that every target starts on a page.",
            "Downtime: what lies behind the boundary moves, so the data is backed up and restored.",
            "drivers/md/dm.c: dm_dax_direct_access, max_io_len"),
    CHUNK_NOT_WHOLE_PAGES(
            "A stripe chunk that is not whole pages",
            "Where a chunk ends inside a page, the page lies on two legs: a DAX access to it fails with EIO. Pages of "
                    + "later chunks lie between two pages of their leg, which fails (before 5.17) or is read and "
                    + "written at the wrong place (from 5.17 on).",
            "dmsetup table NAME: the second number after 'striped', in sectors, must divide by 8 (4 KiB pages)",
            "Make the striped device again with a chunk of whole pages (lvcreate --stripesize 64k).",
            "All data of the device, and the downtime of a backup and a restore.",
            "drivers/md/dm.c: dm_dax_direct_access, max_io_len; drivers/md/dm-stripe.c"),
    LEGS_IN_SEVERAL_PAGEMAPS(
            "First and last page lie on different namespaces",
            "Linux 5.1 wants the first and the last page of a device in one dev_pagemap, which no dm device over two "
                    + "namespaces has. 5.2 (and 5.1.6) ask each leg instead, but still ask a dm device below another in "
                    + "the old way, up to 5.8.",
            "uname -r; dmsetup table NAME",
            "Use Linux 5.9 or later; 5.4.67 and 5.8.11 have the fix too.",
            "A kernel update and a reboot; no data.",
            "ad428cdb525a (5.1), 7bf7eac8d648 (5.2), e2ec51282545 (5.9); drivers/dax/super.c: __bdev_dax_supported"),
    DM_TABLE_INCONSISTENT(
            "The dm table and the device do not fit",
            "The table ends before or after the size in sysfs, names a range that its leg does not have, or other "
                    + "legs than the device's slaves: they were read at different times, or one was altered.",
            "dmsetup table NAME; cat /sys/block/dm-N/size; ls /sys/block/dm-N/slaves",
            "Capture the host again.",
            "Nothing: a capture only reads.",
            "drivers/md/dm-table.c: device_area_is_invalid"),

    TABLE_LOAD_REFUSED(
            "The kernel refuses to load this table",
            "A dm device that has DAX keeps it: a table that would take it away is refused when it is loaded (\"can't "
                    + "change device type (old=… vs new=…) after initial table load\"). lvextend onto a disk without "
                    + "DAX fails so. A table that gains DAX is accepted, and one that names no device at all.",
            "dmsetup load NAME FILE, then dmsetup clear NAME; dmesg | tail",
            "Extend onto an fsdax namespace; or unmount, deactivate the device (vgchange -an, dmsetup remove) and make "
                    + "it again with the new table, without DAX.",
            "Extending onto an fsdax namespace: nothing. Making the device again without DAX: downtime, and DAX "
                    + "for all of it; its data stays.",
            "drivers/md/dm-ioctl.c: table_load, is_valid_type; drivers/md/dm-table.c: dm_table_determine_type"),

    // -------------------------------------------------------------------------------- alignment of the device
    PARTITION_START_NOT_PAGE_ALIGNED(
            "The partition does not start on a page",
            "DAX works in pages of the disk. A partition that starts inside one has no DAX, and a dm device on it has "
                    + "none from Linux 4.18 on.",
            "cat /sys/class/block/NAME/start: it must divide by 8 (4 KiB pages)",
            "Make the partition again at 1 MiB or 2 MiB (parted -a optimal). That moves its data: back up first.",
            "All data of the partition, and the downtime of a backup and a restore.",
            "drivers/dax/super.c: bdev_dax_pgoff, fs_dax_get_by_bdev (\"unaligned partition for dax\")"),
    DEVICE_SIZE_NOT_WHOLE_PAGES(
            "The size is not a whole number of pages",
            "From Linux 5.17 on the size of a device must be whole pages, as well as its start; the message says "
                    + "\"unaligned partition for dax\" for dm devices too. Older kernels do not mind.",
            "cat /sys/class/block/NAME/size: it must divide by 8 (4 KiB pages)",
            "Shrink or extend the device by a few sectors to whole pages; the filesystem on it need not change if it "
                    + "ends before.",
            "One unmount, and less than a page of space. No data, if the filesystem ends before the new end.",
            "0c445871388f (5.17); drivers/dax/super.c: fs_dax_get_by_bdev"),

    // -------------------------------------------------------------------------- DAX is given, and should not be
    PANIC_ON_RAW_LEG(
            "A page fault on the raw leg crashes the kernel",
            "The mount check did not reach this leg, but page faults will: there is no struct page behind its memory, "
                    + "and the kernel oopses in dax_insert_mapping_entry. Linux 4.16 and 4.17 do so for linear, and "
                    + "every kernel up to the fix of 2021 for striped tables.",
            "dmsetup table; ndctl list -N (a raw namespace under a table with DAX)",
            "Do not mount with dax. Update the kernel (4.18 for linear; 5.12, 5.11.3, 5.10.20, 5.4.105 for striped), or "
                    + "take the raw leg out.",
            "Mounting without dax: one unmount. Updating: a reboot, after which the device has no DAX. Taking "
                    + "the leg out: the time to copy it.",
            "dbc626597c39 (4.18), 5b0fab508992 (5.12); fs/dax.c: dax_insert_mapping_entry"),
    LEG_NOT_CHECKED(
            "A leg without DAX that the kernel does not notice",
            "Up to Linux 5.11 a striped table has DAX if one of its legs has, and 4.16 and 4.17 look at the first page "
                    + "only. The mount says dax, and every access that lands on the other leg fails "
                    + "(EOPNOTSUPP, EIO, SIGBUS).",
            "dmsetup table; cat /sys/block/*/queue/dax",
            "Do not mount with dax. Take the leg out; update the kernel (5.12, 5.11.3, 5.10.20, 5.4.105).",
            "Mounting without dax: one unmount. Updating: a reboot, after which the device has no DAX. Taking "
                    + "the leg out: the time to copy it.",
            "5b0fab508992 (5.12); drivers/md/dm-stripe.c: stripe_iterate_devices"),
    DAX_LOST_UNDER_MOUNT(
            "The device lost DAX while it is mounted with dax",
            "A dm device keeps the type, with DAX or without, of its first table. One that gained DAX later (a snapshot "
                    + "removed, a leg moved away) may lose it again, also while a filesystem is mounted with dax: a "
                    + "snapshot is taken, or the volume is extended onto a device without DAX. The filesystem goes on "
                    + "using DAX, and every access that meets the new table fails (EIO, EOPNOTSUPP, SIGBUS).",
            "findmnt -o TARGET,OPTIONS MOUNTPOINT; cat /sys/block/dm-N/queue/dax; dmsetup table NAME",
            "Take back what changed the table: remove the snapshot, or move the data off the device without DAX. The "
                    + "filesystem works again without an unmount. To keep it so, unmount it later, deactivate the "
                    + "volume and activate it again: then the kernel refuses such a change.",
            "The snapshot. Whatever programs could not write meanwhile.",
            "drivers/md/dm-ioctl.c: table_load; drivers/md/dm.c: dm_dax_direct_access (measured on 5.10, 6.12, 7.3)"),
    MOUNTS_THEN_FAILS(
            "The mount succeeds, then every access fails",
            "Before Linux 4.18 the mount check reads one page and does not look at queue/dax, but the filesystem gets "
                    + "its dax device only if queue/dax is 1. With a first page that works and a flag that is clear, "
                    + "it mounts with dax and has no dax device: EOPNOTSUPP and SIGBUS on everything.",
            "cat /sys/block/dm-N/queue/dax (0) on a filesystem that is mounted with dax",
            "Mount without dax, or update the kernel (4.18, 4.17.6, 4.14.55).",
            "One unmount; for the update a reboot, after which a mount with dax no longer pretends. No data.",
            "15256f6cc456 (4.18); drivers/dax/super.c: fs_dax_get_by_bdev"),
    POISON_IN_RANGE(
            "Bad blocks in the range",
            "The media has lost bytes there. A DAX access to a page with a bad block fails (EIO, SIGBUS), and before "
                    + "Linux 5.17 a mount check that happens on it fails too.",
            "ndctl list -M; cat /sys/block/pmemN/badblocks",
            "Find the file (xfs_io -c 'fiemap', ext4: debugfs icheck), overwrite or delete it: writing whole blocks "
                    + "through the filesystem without dax, or ndctl clear-errors, clears them. What stood there is "
                    + "lost; restore it from a backup.",
            "What stood in the bad blocks, which is lost already; to write without dax, one unmount.",
            "drivers/nvdimm/pmem.c: __pmem_direct_access, is_bad_pmem"),

    // ---------------------------------------------------------------------------------------- the kernel
    FS_DAX_NOT_BUILT(
            "The kernel is built without CONFIG_FS_DAX",
            "Without it ext4, XFS and erofs refuse the dax option, and no dm device has DAX.",
            "grep FS_DAX /boot/config-$(uname -r)",
            "Use a kernel with CONFIG_FS_DAX=y (and ZONE_DEVICE, BLK_DEV_PMEM, NVDIMM_PFN).",
            "Another kernel and a reboot; no data.",
            "fs/Kconfig: FS_DAX; fs/ext4/super.c, fs/xfs/xfs_super.c: option tables"),
    PFN_NOT_BUILT(
            "The kernel is built without struct pages for persistent memory",
            "A namespace is fsdax through a pfn device, which gives its memory struct pages. Without CONFIG_NVDIMM_PFN or "
                    + "CONFIG_ZONE_DEVICE there is none: every namespace is a raw one, also one that is fsdax under "
                    + "another kernel and memory of memmap= or virtio pmem, and ndctl cannot make any fsdax. Small guest "
                    + "kernels are built so.",
            "grep -E 'ZONE_DEVICE|NVDIMM_PFN' /boot/config-$(uname -r); ls -d /sys/bus/nd/devices/pfn*",
            "Boot a kernel with CONFIG_ZONE_DEVICE=y and CONFIG_NVDIMM_PFN=y (and FS_DAX, BLK_DEV_PMEM). Do not write to "
                    + "the raw disk before: its first blocks may be an fsdax namespace's description of itself.",
            "Another kernel and a reboot. A namespace that was fsdax keeps its data; one that is raw has to be "
                    + "reconfigured then, which destroys its data.",
            "drivers/nvdimm/Kconfig: NVDIMM_PFN; drivers/nvdimm/namespace_devs.c: pmem_should_map_pages"),
    CONFIG_ASSUMED(
            "CONFIG_FS_DAX is taken for granted",
            "The configuration of the kernel that is judged was not found, or does not name every option that matters. "
                    + "A mount with dax shows that the running kernel has CONFIG_FS_DAX; of another kernel (--kernel) it "
                    + "is supposed, as distributions have it.",
            "grep FS_DAX /boot/config-$(uname -r)",
            "Nothing, unless the kernel was rebuilt.",
            "Nothing.",
            "fs/Kconfig: FS_DAX"),
    KERNEL_OUTSIDE_TABLE(
            "A kernel older or newer than daxcheck knows",
            "The rules were read and measured from Linux 4.14 to 7.3. Outside of that the nearest row is used.",
            "uname -r",
            "Trust queue/dax more than the prediction.",
            "Nothing.",
            "daxcheck's table of kernel behaviours"),
    KERNEL_UNDECIDED(
            "The kernels that this one may be behave differently",
            "A vendor kernel's number does not tell which fixes it carries, and a distribution's release can hide the "
                    + "stable level. Here the answer depends on it, and queue/dax does not decide.",
            "cat /proc/version /proc/version_signature; the changelog of the kernel package, for the commits named",
            "Read queue/dax on the host, or try the mount on a copy.",
            "Reading queue/dax: nothing. Trying the mount: the space and the time for a copy.",
            "daxcheck's table of kernel behaviours"),
    QUEUE_DAX_DIFFERS(
            "queue/dax is not what the rules predict",
            "Either the kernel carries changes that its number does not tell (a vendor's backport), or something below "
                    + "changed after the table was loaded (dm reads its legs then, and not again), or daxcheck is "
                    + "wrong. Where they differ, nothing is called safe.",
            "cat /sys/block/NAME/queue/dax; dmsetup table; uname -r",
            "Reload the table if a leg has changed. Otherwise send us a capture of the host.",
            "Reloading a table: I/O waits for a moment, and a mounted filesystem notices only after one unmount "
                    + "and mount. A capture: nothing.",
            "block/blk-sysfs.c: queue_dax_show"),

    // -------------------------------------------------------------------------------- consistency (2018)
    SAME_AS_BELOW(
            "The dm device does what the devices below it do",
            "The rule that the 2018 thread \"Fix DM DAX handling\" asked for: what -o dax does on a pmem device, it does "
                    + "on a dm device on top of it, and a leg without DAX takes DAX from the whole.",
            "mount -o dax on the device below gives the same",
            "Nothing.",
            "Nothing.",
            "dm-devel, June 2018: Fix DM DAX handling"),
    DIFFERS_FROM_BELOW(
            "The dm device does not do what the devices below it do",
            "What -o dax does on a pmem device it should do on a dm device on top of it, and a leg without DAX should "
                    + "take DAX from the whole: the rule that the 2018 thread \"Fix DM DAX handling\" asked for. Here it "
                    + "does not hold.",
            "mount -o dax on the device below gives something else",
            "See the other findings of this stack for the reason.",
            "What the other findings say.",
            "dm-devel, June 2018: Fix DM DAX handling"),

    // ------------------------------------------------------------------------------------- namespaces
    DEVDAX_NAMESPACE(
            "A namespace in devdax mode",
            "It is a character device (/dev/daxN.M) for programs that map it whole; there is no block device to make a "
                    + "filesystem on.",
            "ndctl list -N; ls /dev/dax*",
            "To put a filesystem on it, reconfigure it to fsdax. That destroys its data: back up first.",
            "All data of the namespace; the programs that map the character device have to stop.",
            "drivers/dax/bus.c; /sys/bus/dax"),
    DISABLED_NAMESPACE(
            "A namespace without a device",
            "The namespace has a size and a mode, and no block device: it is disabled, its driver is not loaded, or "
                    + "its metadata is damaged. One that memmap= made is not taken where it shares a section of memory "
                    + "(128 MiB before Linux 5.3, 2 MiB since) with RAM, or where somebody else has the addresses: "
                    + "measured on 4.14, 4.17 and 4.19 with memmap=64M!1600M, which 5.4 takes.",
            "ndctl list -Ni; dmesg | grep -E 'nd_pmem|libnvdimm'; cat /proc/cmdline",
            "Enable it, and read the kernel log if that fails. memmap=: take a start and a length that are multiples of "
                    + "128M.",
            "Enabling it: nothing. Another memmap=: a reboot, and what the disk held.",
            "drivers/nvdimm/pmem.c: nd_pmem_probe, \"could not reserve region\"; kernel/memremap.c: "
                    + "devm_memremap_pages"),
    MEMMAP_OVERLAP(
            "Two memmap= regions overlap",
            "memmap=LENGTH!START makes persistent memory of RAM. Where two such regions overlap, the kernel makes one of "
                    + "them, or cuts them up where they meet, so that number and sizes of the pmem disks are others than "
                    + "were asked for.",
            "cat /proc/cmdline; dmesg | grep user:; grep Persistent /proc/iomem",
            "Let each region start at or behind the end of the one before, inside RAM that dmesg's BIOS-e820 lines call "
                    + "usable, in multiples of 128M, and boot again. What the disks held is lost: it is RAM.",
            "A reboot, and all that the disks held.",
            "arch/x86/kernel/e820.c: parse_memmap_one, e820__update_table"),
    REGION_WITHOUT_NAMESPACE(
            "A region with no namespace",
            "Memory that nothing uses: no namespace has been made in it.",
            "ndctl list -R",
            "Make a namespace in it.",
            "No data. One 64th of the capacity for struct pages.",
            "drivers/nvdimm/namespace_devs.c"),
    READ_ONLY_REGION(
            "The region is read-only",
            "The platform (in QEMU: unarmed=on or readonly=on) or an administrator made the region read-only: a "
                    + "filesystem on it can be mounted read-only, with DAX.",
            "cat /sys/bus/nd/devices/regionN/read_only; ndctl list -DH; dmesg | grep 'marking pmem'",
            "QEMU: take unarmed=on off the nvdimm device and readonly=on off it and its memory-backend-file, and give it a "
                    + "file that can be written. Hardware: look at the NVDIMM's health. Until then mount it ro,dax.",
            "QEMU: the guest is stopped and started again. Hardware: the downtime of a repair. Mounting it "
                    + "ro,dax: nothing.",
            "drivers/nvdimm/region_devs.c: read_only"),
    PMEM_DRIVER_MISSING(
            "The kernel is built without the pmem driver",
            "There is persistent memory, and no CONFIG_BLK_DEV_PMEM to make block devices of it.",
            "grep -E 'BLK_DEV_PMEM|NVDIMM_PFN|ZONE_DEVICE' /boot/config-$(uname -r)",
            "Use a kernel with CONFIG_BLK_DEV_PMEM, CONFIG_NVDIMM_PFN and CONFIG_ZONE_DEVICE.",
            "Another kernel and a reboot; no data.",
            "drivers/nvdimm/Kconfig"),

    // -------------------------------------------------------------------------------- the filesystem on it
    FILESYSTEM_BLOCK_SIZE(
            "The filesystem's blocks are not pages",
            "DAX maps blocks as pages, so they must be of one size. mkfs.ext4 makes 1 KiB blocks on small devices.",
            "dumpe2fs -h DEVICE | grep 'Block size'; xfs_info DEVICE",
            "Make the filesystem again with blocks of the page size (mkfs.ext4 -b 4096, mkfs.xfs -b size=4096). That "
                    + "destroys its data: back up first.",
            "All data of the filesystem, and the downtime of a backup and a restore.",
            "fs/ext4/super.c: ext4_fill_super; fs/xfs/xfs_super.c"),
    EXT4_INLINE_DATA(
            "ext4 with inline_data",
            "Files that live inside their inode have no block to map, so ext4 does not do DAX with this feature.",
            "dumpe2fs -h DEVICE | grep features",
            "Make the filesystem again without it (mkfs.ext4 -O ^inline_data). That destroys its data: back up first.",
            "All data of the filesystem, and the downtime of a backup and a restore. Tiny files then take a "
                    + "block each.",
            "fs/ext4/super.c: ext4_fill_super"),
    EXT2_WITHOUT_DAX(
            "The ext2 driver has no DAX any more",
            "Linux 7.3 took DAX out of the ext2 driver: it ignores the option and mounts without. Kernels that have "
                    + "no ext2 driver mount ext2 with the ext4 driver, which has DAX.",
            "grep -E 'CONFIG_EXT2_FS|EXT4_USE_FOR_EXT2' /boot/config-$(uname -r); dmesg | grep -i dax",
            "Mount it with -t ext4, in fstab too. Nothing has to be converted; its blocks must be pages.",
            "One unmount and mount; no data.",
            "fs/ext2/super.c: ext2_parse_param"),
    XFS_REFLINK(
            "XFS with reflink",
            "Shared blocks and DAX did not go together from Linux 4.16 to 5.19: the mount is refused, up to 5.16 even "
                    + "where the device has no DAX. mkfs.xfs makes reflink filesystems by default.",
            "xfs_info DEVICE | grep reflink",
            "Use Linux 6.0 or later, or make the filesystem again (mkfs.xfs -m reflink=0). That destroys its data: back "
                    + "up first.",
            "Another kernel: a reboot, no data. mkfs: all data of the filesystem, the downtime of a backup and a "
                    + "restore, and cp --reflink.",
            "fs/xfs/xfs_super.c: \"DAX and reflink cannot be used together!\""),
    XFS_REFLINK_ON_PARTITION(
            "XFS with reflink on a partition",
            "From Linux 6.0 on reflink and DAX go together, except on a partition.",
            "xfs_info DEVICE | grep reflink; lsblk DEVICE",
            "Use the whole device or a dm-linear device, or make the filesystem again (mkfs.xfs -m reflink=0). That "
                    + "destroys its data: back up first.",
            "dm-linear over the partition: one unmount, and a table to be loaded at each boot; the data stays. "
                    + "The whole device or mkfs: all data, and the downtime of a backup and a restore.",
            "fs/xfs/xfs_super.c: \"DAX and reflink cannot work with multi-partitions!\""),

    DAX_DEVICE_HELD(
            "Another XFS on the same disk holds its dax device",
            "From Linux 6.0 on XFS takes the dax device of the whole disk for itself, to be told of memory failures, "
                    + "whether it is mounted with dax or not. A second XFS on another partition of that disk, or one "
                    + "whose log lies there, finds it taken, and DAX is turned off without an error. ext4, erofs and "
                    + "device-mapper take no hold.",
            "findmnt -t xfs -o SOURCE,TARGET,OPTIONS; lsblk -o NAME,PKNAME,FSTYPE,MOUNTPOINT",
            "Make one of them ext4, or put dm-linear over one of the partitions (two XFS on two dm-linear devices over "
                    + "one pmem both have DAX), or give each XFS a namespace of its own.",
            "dm-linear over a partition: one unmount, and a table to be loaded at each boot; the data stays. "
                    + "ext4 or another namespace: the downtime of moving that filesystem's data.",
            "8012b8660855 (6.0), measured on 6.1 and 7.3; drivers/dax/super.c: fs_dax_get_by_bdev; fs/xfs/xfs_buf.c: xfs_alloc_buftarg"),
    EXT4_DATA_JOURNAL(
            "ext4 with data=journal and dax",
            "data=journal writes file data to the journal first, DAX writes it to its place at once: ext4 refuses to "
                    + "mount with both.",
            "grep data=journal /etc/fstab; dumpe2fs -h DEVICE | grep 'Default mount options'",
            "Take one of the two options out (data=ordered is the default).",
            "One unmount. Without data=journal a crash can leave a write half done; without dax files go through "
                    + "the page cache.",
            "fs/ext4/super.c: \"can't mount with both data=journal and dax\""),

    // ------------------------------------------------------------------ what is asked for, and what there is
    DAX_REQUESTED_BUT_OFF(
            "DAX is asked for, and is off",
            "fstab or a mount unit asks for dax, and the filesystem is mounted without. XFS, and ext4 from 4.16 to 4.20, "
                    + "mount all the same when DAX cannot be had; mmap with MAP_SYNC then fails with EOPNOTSUPP. A remount does not switch it on: it is decided when the "
                    + "filesystem is mounted (daxcheck explain remount).",
            "findmnt -no OPTIONS DIRECTORY; grep DIRECTORY /etc/fstab; dmesg | grep -i dax",
            "Mend what the other findings name, then unmount the filesystem and mount it again.",
            "One unmount: everything that uses the filesystem stops meanwhile. No data, unless another finding "
                    + "says so.",
            "fs/xfs/xfs_super.c: xfs_setup_dax_always; fs/ext4/super.c: ext4_show_options"),
    DAX_TURNED_OFF(
            "XFS was asked for DAX and turned it off",
            "An XFS that is mounted with dax where it cannot have it mounts all the same, logs one line, and from 5.8 on "
                    + "shows dax=never from then on, as if that had been asked for.",
            "findmnt -no OPTIONS DIRECTORY; dmesg | grep 'Turning off DAX'",
            "Mend what the other findings name, then unmount it and mount it again.",
            "One unmount: everything that uses the filesystem stops meanwhile. No data, unless another finding "
                    + "says so.",
            "fs/xfs/xfs_super.c: xfs_setup_dax_always, xfs_mount_set_dax_mode"),
    NEXT_MOUNT_WITHOUT_DAX(
            "The next mount is without DAX",
            "fstab or a mount unit asks for dax, the device or the filesystem cannot have it, and the mount succeeds "
                    + "without.",
            "mount DIRECTORY; findmnt -no OPTIONS DIRECTORY",
            "Mend what the other findings name, or take dax out of the options.",
            "Taking dax out: nothing, the mount is without it anyway. Mending: what the other findings say.",
            "fs/xfs/xfs_super.c: xfs_setup_dax_always; fs/ext4/super.c: ext4_fill_super"),
    NEXT_MOUNT_REFUSED(
            "The next mount is refused",
            "fstab or a mount unit asks for dax, and the filesystem refuses to be mounted so. A line of fstab without "
                    + "nofail then stops the boot. ext4 mounted such a line without DAX from 4.16 to 4.20, so that it "
                    + "fails since a newer kernel came (5.4, 5.10) although nothing else has changed.",
            "mount --fake -v DIRECTORY shows the options; mount DIRECTORY says what the kernel answers",
            "Mend what the other findings name, or take dax out of the options before the next boot.",
            "Taking dax out: nothing at once; from the next mount on files go through the page cache. Mending: "
                    + "what the other findings say.",
            "fs/ext4/super.c: ext4_fill_super; fs/xfs/xfs_super.c: xfs_fs_fill_super"),
    DAX_NOT_CONFIGURED(
            "DAX is on, and not configured",
            "It was mounted with dax by hand; what fstab or the mount unit says does not ask for it.",
            "findmnt -no OPTIONS DIRECTORY; grep DIRECTORY /etc/fstab",
            "Add dax to the options if it is wanted after the next boot.",
            "Nothing: it has effect at the next mount.",
            "fstab(5), systemd.mount(5)"),
    DAX_VALUE_NOT_KNOWN(
            "A value of dax= that the kernel does not know",
            "Up to Linux 5.7 the option is dax, without a value; dax=always, dax=inode and dax=never are bad options "
                    + "there, and the mount fails.",
            "uname -r; mount DIRECTORY; dmesg | tail",
            "Write dax, which every kernel takes.",
            "Nothing: it has effect at the next mount.",
            "9cb20f94afcd, 8d6c3446ec23 (5.8); fs/ext4/super.c, fs/xfs/xfs_super.c: option tables"),
    CONFIGURED_DEVICE_NOT_FOUND(
            "A line that asks for DAX names a device that was not found",
            "The UUID, label or path of a line of fstab or a mount unit belongs to no device that was read, or to more "
                    + "than one (a snapshot has the UUID of its origin).",
            "findfs UUID=…; ls -l /dev/disk/by-*; blkid",
            "Correct the line, or capture the host as root, so that superblocks and udev's data are known.",
            "Nothing.",
            "findfs(8)"),
    MOUNTED_AND_CORRUPTING(
            "It is mounted with dax on a stack that corrupts data",
            "DAX and block I/O do not lead to the same bytes here: what DAX writes lies some sectors before the place "
                    + "where block I/O looks. Measured on 6.1 and 7.3, at sector 2049, ext4 and XFS: while mounted with dax "
                    + "most files read back right; without dax all of them are wrong by 512 bytes, though names and sizes "
                    + "are right and e2fsck finds nothing; mounted with dax again they are as right as before. Some bytes "
                    + "are lost for good: metadata, and the zeroing of new blocks, go by block I/O and overwrite the first "
                    + "sector of a DAX page behind them; DAX data overwrites the last sector of what lies before it (an "
                    + "XFS lost inodes so, and shut itself down).",
            "daxcheck DEVICE; dmsetup table",
            "In this order. (1) Stop what writes. Do not unmount yet, do not remount without dax, run no fsck or "
                    + "xfs_repair, do not load a corrected table: each of them would write where the other kind of I/O "
                    + "does not look. (2) Copy every file to another device while it is mounted with dax. (3) Unmount it, "
                    + "make the device read-only (blockdev --setro), mount it ro without dax, and copy the files that were "
                    + "written before it was ever mounted with dax: those are right only there. (4) Build the device "
                    + "again with offsets that are whole pages, make a new filesystem, copy back. Unmounted or rebooted "
                    + "already: the same table and a kernel from 5.17 on show the files again, ext4 with -o ro,dax,noload, "
                    + "XFS with -o ro,dax,norecovery; if XFS shows none, they are still in its log: work on a copy of the "
                    + "device with -o dax. What cannot be known from the device: which file was written in which way, and "
                    + "which sectors were lost; only checksums or backups of your own tell.",
            "Downtime, space for a copy of all data, and the bytes that were overwritten: nothing brings those "
                    + "back.",
            "f43e0065c264 (5.17); drivers/md/dm-linear.c: linear_dax_pgoff; fs/iomap: zeroing by block I/O"),

    // ------------------------------------------------------------------------------- worth telling, DAX or not
    NO_HUGE_PAGES(
            "No 2 MiB page faults",
            "A mapping gets a 2 MiB page only where the file's blocks lie on a 2 MiB boundary of the memory itself. LVM "
                    + "puts its first extent at 1 MiB; a partition or a small chunk has the same effect, and a pfn device "
                    + "whose align is smaller may have it: 512 faults instead of one. Measured on 5.10 and 7.3, ext4 on dm-linear: at "
                    + "1 MiB 0 of 4 huge faults served, at 2 MiB 4 of 4.",
            "dmsetup table; cat /sys/bus/nd/devices/pfnN.M/resource (a multiple of 0x200000); perf trace -e 'fs_dax:dax_pmd_fault_done'",
            "LVM: make the volume group again with pvcreate --dataalignment 2m; partitions: start them at a multiple of "
                    + "2 MiB; namespaces: ndctl create-namespace --align=2m; filesystems: mkfs.xfs -d su=2m,sw=1, "
                    + "mkfs.ext4 -E stride=512,stripe_width=512.",
            "All data of what is made again, the downtime of a backup and a restore, and up to 2 MiB of space. "
                    + "Left as it is: page faults and TLB entries, 512 for one; nothing is wrong.",
            "fs/dax.c: dax_iomap_pmd_fault, dax_fault_check_fallback"),
    MAP_SYNC_NOT_SURE(
            "MAP_SYNC is not to be relied on",
            "A virtio pmem device makes data durable only when it is flushed through the host, so MAP_SYNC, which promises "
                    + "durability without fsync, should be refused (EOPNOTSUPP). On dm over it 5.10 and 7.3 were seen to "
                    + "grant it, depending on what was set up before.",
            "a program that maps with MAP_SHARED_VALIDATE | MAP_SYNC; ls -l /sys/block/pmemN (virtioN in its path)",
            "Use fsync or msync on virtio pmem, whatever the mapping was granted.",
            "A system call for each sync, which waits for the host to write its file.",
            "fefc1d97fa4b (5.3); include/linux/dax.h: daxdev_mapping_supported"),
    PERSISTENCE_DOMAIN_NOT_TOLD(
            "The platform does not tell its persistence domain",
            "Whether data is safe from a power failure once it has left the caches (memory_controller) or even before "
                    + "(cpu_cache) is for the firmware to tell, and it does not. DAX works all the same.",
            "cat /sys/bus/nd/devices/regionN/persistence_domain; ndctl list -R",
            "Ask the platform's vendor before relying on it; flush as libpmem does by default.",
            "The time to flush the caches behind what was written.",
            "drivers/nvdimm/region_devs.c: persistence_domain_show"),
    TABLE_KEEPS_DAX(
            "It cannot be extended onto a device without DAX",
            "A dm device that has DAX keeps it while it exists: the kernel refuses a table with a leg that has none, so "
                    + "lvextend, pvmove and lvconvert onto a plain disk fail (\"can't change device type\").",
            "daxcheck check --table FILE DEVICE tells it of a table before it is loaded",
            "Extend it onto fsdax namespaces only.",
            "Persistent memory for all of the device.",
            "drivers/md/dm-ioctl.c: table_load; drivers/md/dm-table.c: dm_table_determine_type"),
    KERNEL_LOG_UNEXPLAINED(
            "The kernel logged something about DAX that nothing here explains",
            "The log remembers what was so when it was written: a table that has been changed since, a filesystem that "
                    + "has been made again, a device that is gone. Or it is a message that daxcheck does not know.",
            "dmesg --ctime | grep -i dax",
            "Look when it was logged, and what was done since.",
            "Nothing.",
            "fs/xfs/xfs_super.c, fs/ext4/super.c, drivers/dax/super.c, drivers/nvdimm"),
    OUT_OF_SCOPE(
            "Memory or a filesystem that daxcheck says nothing about",
            "virtiofs and famfs have a DAX of their own, without a block device; CXL memory and memory that the kmem "
                    + "driver has taken are ordinary RAM or character devices. None of them is judged.",
            "findmnt -t virtiofs,famfs; ls /sys/bus/cxl/devices /sys/bus/dax/drivers/kmem; daxctl list",
            "Nothing for filesystem DAX on block devices.",
            "Nothing.",
            "fs/fuse/dax.c; drivers/cxl; drivers/dax/kmem.c"),

    // ----------------------------------------------------------------------------- the libnvdimm bus
    DIMM_LOCKED(
            "An NVDIMM is locked",
            "An NVDIMM with a passphrase is locked after every power cycle. While it is, no region that lies on it is "
                    + "enabled, and what was on it is neither lost nor free: it cannot be reached.",
            "ndctl list -D; cat /sys/bus/nd/devices/nmemN/security",
            "Unlock it with its key (ndctl load-keys, then ndctl enable-dimm and ndctl enable-region), or with the firmware's "
                    + "setup, which may do so at each boot. Make no namespace on it before.",
            "Nothing, where the key is known. Without the key only a secure erase helps, which destroys all data.",
            "drivers/nvdimm/region.c: nd_region_probe; drivers/nvdimm/security.c"),
    DIMM_FAILED(
            "An NVDIMM reports a failure",
            "Its firmware says that it could not map its memory (map_fail), save or restore it, flush it, or that it is not "
                    + "armed, so that a power failure loses what is written. Linux makes the region of an NVDIMM that is "
                    + "not armed read-only.",
            "ndctl list -DH; cat /sys/bus/nd/devices/nmemN/flags",
            "Look after the hardware: battery or capacitor, firmware, the module itself. Back up what can be read first.",
            "The downtime of a repair. What is written before it may not survive a power failure.",
            "drivers/acpi/nfit/core.c: acpi_nfit_register_dimms, flags_show; drivers/nvdimm/region_devs.c"),
    DIMM_WITHOUT_REGION(
            "An NVDIMM that no region lies on",
            "The memory of an NVDIMM becomes persistent memory when its firmware is told to make it so (on Optane: a goal of "
                    + "AppDirect). Without that it is ordinary memory, or not used at all, and Linux sees no region.",
            "ndctl list -DR; ipmctl show -memoryresources",
            "Make a goal (ipmctl create -goal PersistentMemoryType=AppDirect), or use the firmware's setup, and reboot; then "
                    + "make a namespace.",
            "A reboot; memory that was ordinary RAM until then (Memory Mode) is persistent memory afterwards.",
            "drivers/acpi/nfit/core.c: acpi_nfit_register_regions"),
    REGION_DISABLED(
            "The region is disabled",
            "No driver has taken the region, so its namespaces are not there: not gone, and nothing that could be made anew. "
                    + "Somebody disabled it, or its driver failed.",
            "ndctl list -Ri; ls -l /sys/bus/nd/devices/regionN/driver; dmesg | grep -E 'nd_region|nmem'",
            "Enable it (ndctl enable-region); if that fails, the kernel log says why. Make no namespace in it before.",
            "Nothing.",
            "drivers/nvdimm/region.c: nd_region_probe"),
    NAMESPACE_MISALIGNED(
            "The memory of the namespace does not begin and end on 2 MiB",
            "From Linux 5.7 on a namespace whose first or last byte lies inside a block of 2 MiB is not enabled (\"misaligned, "
                    + "unable to map\"). So it is with an image file of virtio pmem whose size is no multiple of 2 MiB, and with a "
                    + "memmap= region that was cut.",
            "cat /sys/bus/nd/devices/namespaceN.M/resource and size; dmesg | grep misaligned",
            "Make the image file as long as the next multiple of 2 MiB (truncate --size=%2M FILE, while the guest is off); give "
                    + "memmap= a start and a length that are multiples of 128 MiB.",
            "A reboot of the guest or host. A filesystem that ends inside the new size keeps its size.",
            "drivers/nvdimm/pmem.c, pfn_devs.c: __nvdimm_setup_pfn (\"misaligned, unable to map\")"),
    NAMESPACE_PAGE_SIZE(
            "The namespace was made under another page size",
            "An fsdax namespace remembers the page size, and the size of a struct page, of the kernel that made it; a kernel "
                    + "with another does not enable it.",
            "dmesg | grep 'page size mismatch'; getconf PAGESIZE",
            "Boot a kernel with the page size under which it was made.",
            "A reboot. Reconfiguring it instead destroys its data.",
            "drivers/nvdimm/pfn_devs.c: nd_pfn_validate"),
    NAMESPACE_SECTION_SHARED(
            "Two regions share a section of memory",
            "Before Linux 5.3 memory is mapped in sections of 128 MiB. Where two regions meet inside one, the second cannot be "
                    + "mapped, and an attempt to make a namespace there fails, or crashes the kernel.",
            "dmesg | grep -E 'collision|Conflicting mapping'; grep -i persistent /proc/iomem",
            "Use Linux 5.3 or later, which maps 2 MiB at a time. Make no namespace there under an older kernel.",
            "A kernel update and a reboot.",
            "drivers/nvdimm/pfn_devs.c: trim_pfn_device; kernel/memremap.c: devm_memremap_pages; ba72b4c8cf60 (5.3)"),
    NAMESPACE_MEMORY_TAKEN(
            "Something else has the memory of the namespace",
            "A driver maps memory only when nothing else has it. Memory that the kmem driver has made RAM stays RAM until it is "
                    + "taken offline, which fails while it is in use.",
            "grep -i -e persistent -e kmem /proc/iomem; daxctl list; dmesg | grep 'could not reserve'",
            "Take the memory back (daxctl offline-memory, daxctl reconfigure-device), or reboot without what took it; then enable "
                    + "the namespace.",
            "Offlining moves what lies in that memory elsewhere; a reboot is downtime.",
            "drivers/nvdimm/pmem.c: pmem_attach_disk; drivers/dax/kmem.c: dev_dax_kmem_remove"),
    MEMMAP_WITHOUT_DEVICE(
            "memmap= took memory, and there is no pmem disk of it",
            "memmap=LENGTH!START marks memory as persistent. It becomes a pmem disk where the kernel has X86_PMEM_LEGACY, LIBNVDIMM "
                    + "and BLK_DEV_PMEM, and the option reached it as it was meant: \\! and $ mean something else.",
            "cat /proc/cmdline; dmesg | grep -E 'user:|e820'; grep -E 'PMEM|NVDIMM' /boot/config-$(uname -r)",
            "Boot a kernel that has the drivers, or write the option so that ! reaches the kernel (in grub's configuration without a "
                    + "backslash), and reboot.",
            "A reboot. What memmap= takes is no RAM any more.",
            "arch/x86/kernel/e820.c: parse_memmap_one; arch/x86/kernel/pmem.c; drivers/nvdimm/e820.c"),
    MEMMAP_NOT_AS_ASKED(
            "memmap= did not become what was asked for",
            "The memory that memmap= names must be RAM that nothing else uses. A hole below 4 GiB cuts it into pieces; a kernel that "
                    + "KASLR places there takes a part of it; one that does not begin and end on 128 MiB shares a section with RAM.",
            "cat /proc/cmdline; dmesg | grep user:; ndctl list -R",
            "Let it begin at 4 GiB or above, inside usable RAM, with start and length multiples of 128 MiB; where the kernel itself lies "
                    + "there, add nokaslr.",
            "A reboot, and the data of a region that moves.",
            "arch/x86/kernel/e820.c: parse_memmap_one; arch/x86/boot/compressed/kaslr.c: mem_avoid_memmap"),

    // ------------------------------------------------------------------------------------ missing facts
    FACT_MISSING(
            "A fact that decides is missing",
            "Something that decides could not be read, and daxcheck does not guess.",
            "read the file that is named",
            "Run as root, or capture the host again with that file.",
            "Nothing: daxcheck only reads.",
            "-"),
    DM_TABLE_MISSING(
            "The dm table is missing",
            "Which devices a dm device lies on, and where, is told by its table alone, and that takes root and dmsetup.",
            "dmsetup table",
            "Run as root, with dmsetup installed; in a capture: add the output of dmsetup table.",
            "Nothing: daxcheck only reads.",
            "drivers/md/dm-ioctl.c: table_status"),
    LEG_NOT_FOUND(
            "A leg that is not among the devices",
            "The table names a device that was not found, or whose number or place was not told.",
            "dmsetup table; ls -l /dev/block",
            "Capture the host again.",
            "Nothing: a capture only reads.",
            "-"),
    STACK_LOOP(
            "A device is stacked on itself",
            "No kernel loads such a table: what was read is not of one moment, or was altered.",
            "dmsetup ls --tree",
            "Capture the host again.",
            "Nothing: a capture only reads.",
            "drivers/md/dm.c: dm_get_table_device"),
    STACK_TOO_COMPLEX(
            "The stack is too complex to be worked out",
            "Its tables lead to hazards in more ways than daxcheck follows.",
            "dmsetup ls --tree",
            "Check the devices below it one by one (--all).",
            "Nothing: daxcheck only reads.",
            "-");
    // spotless:on

    private final String title;
    private final String why;
    private final String confirm;
    private final String fix;
    private final String cost;
    private final String kernelSource;

    FindingCode(String title, String why, String confirm, String fix, String cost, String kernelSource) {
        this.title = title;
        this.why = why;
        this.confirm = confirm;
        this.fix = fix;
        this.cost = cost;
        this.kernelSource = kernelSource;
    }

    @Override
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String why() {
        return why;
    }

    @Override
    public String confirm() {
        return confirm;
    }

    @Override
    public String fix() {
        return fix;
    }

    @Override
    public String cost() {
        return cost;
    }

    @Override
    public String kernelSource() {
        return kernelSource;
    }

    /** The finding with this code; empty where there is none. */
    public static Optional<FindingCode> of(String code) {
        for (FindingCode finding : values()) {
            if (finding.code().equals(code)) {
                return Optional.of(finding);
            }
        }
        return Optional.empty();
    }

    /** The code that one who mistyped this most likely meant. */
    public static FindingCode nearest(String text) {
        return Spelling.nearest(text, List.of(values()));
    }
}

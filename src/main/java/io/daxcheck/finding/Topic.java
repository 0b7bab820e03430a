package io.daxcheck.finding;

import java.util.Locale;

/** What is worth explaining and is no finding of a stack, a row each: {@code daxcheck explain remount}. */
public enum Topic implements Explanation {
    // spotless:off
    REMOUNT(
            "Why -o remount,dax does not switch DAX on",
            "DAX is decided when a filesystem is mounted, because its inodes keep how they were opened. ext4 refuses a "
                    + "remount that changes the option (\"can't change dax mount option while remounting\"; up to 5.7 "
                    + "\"refusing change of dax flag with busy inodes while remounting\"). XFS says nothing, returns "
                    + "success and leaves the mount as it was (both measured on 5.10, 6.1 and 7.3).",
            "findmnt -no OPTIONS DIRECTORY; dmesg | tail",
            "Unmount the filesystem and mount it again: umount DIRECTORY; mount -o dax DEVICE DIRECTORY.",
            "One unmount: everything that uses the filesystem stops meanwhile. No data.",
            "fs/ext4/super.c: ext4_check_opt_consistency; fs/xfs/xfs_super.c: xfs_fs_reconfigure"),
    DAX_INODE(
            "DAX for single files: dax=inode and FS_XFLAG_DAX",
            "From Linux 5.8 on, without an option (or with dax=inode) the flag FS_XFLAG_DAX of a file decides. A file "
                    + "takes it from its directory when it is made; changed later, it has effect when the inode has left "
                    + "memory (5.10: closed everywhere and dropped from the cache; 6.1 and 7.3: at the last close). Every rule for the device holds as for -o dax; where it has no DAX the flag can be set, and "
                    + "does nothing. dax=always and dax=never go over it. On ext4 it excludes encryption, verity and "
                    + "inline data of the file.",
            "xfs_io -c lsattr FILE shows x for the flag; xfs_io -c 'statx -r' FILE, or a program that calls statx, shows "
                    + "STATX_ATTR_DAX (bit 0x200000 of stx_attributes) for what is so now",
            "Set it on an empty directory and make the files there: xfs_io -c 'chattr +x' DIRECTORY; cp FILE DIRECTORY.",
            "The time and the space to copy the files; those that are there already keep what they have.",
            "Documentation/filesystems/dax.rst; fs/ext4/inode.c: ext4_should_enable_dax; fs/xfs/xfs_iops.c: "
                    + "xfs_inode_should_enable_dax"),
    MKFS(
            "How to make a filesystem for DAX",
            "Blocks must have the size of a page, and mkfs has defaults that rule DAX out: mkfs.xfs makes reflink "
                    + "filesystems, which Linux 4.16 to 5.19 refuse with dax and later ones refuse on a partition; "
                    + "mkfs.ext4 makes 1 KiB blocks on devices below 512 MiB.",
            "dumpe2fs -h DEVICE | grep -E 'Block size|features'; xfs_info DEVICE | grep -E 'bsize|reflink'",
            "Choose by the kernel that will mount it; the rows below are for pages of 4 KiB.",
            "All data on the device. Without reflink: cp --reflink. With blocks of 4 KiB: as much space for each "
                    + "small file.",
            "fs/ext4/super.c: ext4_fill_super; fs/xfs/xfs_super.c: xfs_fs_fill_super, xfs_setup_dax_always");
    // spotless:on

    private final String title;
    private final String why;
    private final String confirm;
    private final String fix;
    private final String cost;
    private final String kernelSource;

    Topic(String title, String why, String confirm, String fix, String cost, String kernelSource) {
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
}

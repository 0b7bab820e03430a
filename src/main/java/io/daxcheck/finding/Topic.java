package io.daxcheck.finding;

/** A subject with a page of its own that is not a finding: {@code daxcheck explain remount}. */
public enum Topic implements Explanation {
    // spotless:off
    REMOUNT("Why -o remount,dax does not switch DAX on"),
    DAX_INODE("DAX for single files: dax=inode and FS_XFLAG_DAX"),
    MKFS("How to make a filesystem for DAX");
    // spotless:on

    private final String title;

    Topic(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }
}

package io.daxcheck.stack.pages;

import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;

/**
 * What a kernel does with the address of a DAX access that dm passes on to a disk. Before 5.17 one that is not page-aligned
 * fails with EINVAL (bdev_dax_pgoff); since then it is rounded down (linear_dax_pgoff, stripe_dax_pgoff), and DAX goes to
 * other bytes than block I/O.
 */
public enum Offset {
    ALIGNED,
    ROUNDED_DOWN,
    REFUSED;

    /**
     * What it does with one address.
     *
     * @param sector of the disk
     * @param pageSectors sectors of 512 bytes in a page
     */
    public static Offset of(long sector, long pageSectors, KernelModel kernel) {
        if (sector % pageSectors == 0) {
            return ALIGNED;
        }
        return kernel.has(KernelBehaviour.DM_OFFSETS_TRUNCATED) ? ROUNDED_DOWN : REFUSED;
    }
}

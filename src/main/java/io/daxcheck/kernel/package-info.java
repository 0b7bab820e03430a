/**
 * What a Linux kernel is, by its release, and how each one behaves towards DAX: the only place with version numbers in
 * it. A way in which kernels differ is a row of {@link io.daxcheck.kernel.KernelBehaviour}, a vendor's build that takes a
 * change over a step of {@link io.daxcheck.kernel.VendorSeries}.
 */
package io.daxcheck.kernel;

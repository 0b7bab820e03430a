/**
 * What the facts mean: the kernel's answer replayed on a stack, the hazards that it does not see, the findings that say
 * why, and the verdict and the outcome for each filesystem as a fold over them.
 */
package io.daxcheck.diagnosis;

package io.daxcheck.host;

import java.util.List;

/**
 * A device that claims a namespace to give it a mode: {@code pfnN.M} (fsdax), {@code bttN.M} (sector) or
 * {@code daxN.M} (devdax), from {@code /sys/bus/nd/devices}.
 *
 * @param name {@code pfn1.0}
 * @param namespace {@code namespace}: the one that it claims; known and empty for a seed
 * @param resourceBytes {@code resource}: physical address of the first byte that is mapped; readable for root alone
 * @param alignBytes {@code align}: what the mapping of a pfn or dax device starts at a multiple of
 * @param alignments {@code supported_alignments}: what {@code align} can be, the page first, then its huge pages
 */
public record NdClaim(
        String name,
        Fact<String> namespace,
        Fact<Long> resourceBytes,
        Fact<Long> alignBytes,
        Fact<List<Long>> alignments) {}

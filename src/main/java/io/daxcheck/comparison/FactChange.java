package io.daxcheck.comparison;

import java.util.Optional;

/**
 * A fact that differs between two captures.
 *
 * @param layer kernel name of the device that it is about, the newer one where a device changed its name; empty for a
 *     fact of the host
 * @param before what the old capture shows; empty where it does not show it
 * @param after what the new capture shows; empty likewise
 */
public record FactChange(FactKind kind, String layer, Optional<String> before, Optional<String> after) {}

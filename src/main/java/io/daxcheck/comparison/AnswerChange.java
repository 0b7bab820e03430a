package io.daxcheck.comparison;

/**
 * An answer about a stack that differs between two captures.
 *
 * @param answer which one, as the JSON report names it: {@code verdict},
 *     {@code effectiveVerdict}, {@code filesystems.ext4}, {@code filesystem}, {@code mounted}, {@code configured /data}, {@code cause}
 * @param before its words in the old capture; {@code none} where it has no such answer
 * @param after its words in the new capture
 */
public record AnswerChange(String answer, String before, String after, Reason reason) {}

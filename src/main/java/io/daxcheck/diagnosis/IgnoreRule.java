package io.daxcheck.diagnosis;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.stack.TargetNames;
import io.daxcheck.text.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A finding that a site knows of and wants no alarm for.
 *
 * @param device where: the layer at fault or the top of its stack, by any name that a target can have; empty for
 *     everywhere
 */
public record IgnoreRule(FindingCode code, Optional<String> device) {
    private static final char AT = '@';

    public IgnoreRule {
        Objects.requireNonNull(code, "code");
        if (device.equals(Optional.of(""))) {
            throw new IllegalArgumentException("no device after " + AT);
        }
    }

    /**
     * Reads {@code CODE} or {@code CODE@DEVICE}.
     *
     * @throws IllegalArgumentException where there is no such code, with the nearest one in its message, or no device
     *     after the sign
     */
    public static IgnoreRule parse(String text) {
        int at = text.indexOf(AT);
        String code = at < 0 ? text : text.substring(0, at);
        Optional<FindingCode> finding = FindingCode.of(code);
        if (finding.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + code + "' is no finding; did you mean " + Spelling.nearest(code, codes()) + "?");
        }
        return new IgnoreRule(finding.get(), at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1)));
    }

    /**
     * @param top name of the device whose stack it belongs to; empty where it belongs to none
     */
    boolean covers(Finding finding, Optional<String> top, TargetNames names) {
        if (finding.code() != code) {
            return false;
        }
        if (device.isEmpty() || device.get().equals(finding.layer())) {
            return true;
        }
        Optional<BlockDevice> found = names.find(device.get());
        return found.isPresent()
                && (found.get().name().equals(finding.layer())
                        || top.equals(Optional.of(found.get().name())));
    }

    /** As it is written. */
    @Override
    public String toString() {
        return device.isEmpty() ? code.code() : code.code() + AT + device.get();
    }

    private static List<String> codes() {
        List<String> codes = new ArrayList<>();
        for (FindingCode code : FindingCode.values()) {
            codes.add(code.code());
        }
        return codes;
    }
}

package io.daxcheck.source;

import io.daxcheck.host.Fact;
import io.daxcheck.source.tree.SkipReason;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Utf8;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A capture with its list of what could not be read, {@code skipped}: what is missing from the capture because of a
 * permission or an error is unreadable, not absent.
 */
final class CaptureTree implements Tree {
    private final Tree files;
    private final Map<String, String> reasons;

    private CaptureTree(Tree files, Map<String, String> reasons) {
        this.files = files;
        this.reasons = reasons;
    }

    /**
     * @param files the capture
     * @param skipped content of {@code skipped}: path, tab, reason, a line each
     */
    static Tree of(Tree files, byte[] skipped) {
        Map<String, String> reasons = new HashMap<>();
        Lines lines = new Lines(Utf8.decode(skipped));
        while (lines.next()) {
            String line = lines.line();
            int tab = line.indexOf('\t');
            String path = tab < 0 ? line : line.substring(0, tab);
            String reason = tab < 0 ? "" : line.substring(tab + 1).strip();
            int start = 0;
            while (start < path.length() && path.charAt(start) == '/') {
                start++;
            }
            if (start < path.length() && !reason.equals("ENOENT")) {
                reasons.put(path.substring(start), SkipReason.words(reason));
            }
        }
        return reasons.isEmpty() ? files : new CaptureTree(files, reasons);
    }

    @Override
    public String name() {
        return files.name();
    }

    @Override
    public Fact<byte[]> read(String path) {
        return orSkipped(files.read(path), path);
    }

    @Override
    public Fact<List<String>> list(String path) {
        return orSkipped(files.list(path), path);
    }

    @Override
    public Fact<String> resolve(String path) {
        return orSkipped(files.resolve(path), path);
    }

    private <T> Fact<T> orSkipped(Fact<T> fact, String path) {
        if (!(fact instanceof Fact.Absent)) {
            return fact;
        }
        Optional<String> reason = reasonFor(path).or(() -> reasonBehindLinks(path));
        return reason.isEmpty() ? fact : new Fact.Unreadable<>(path, reason.get());
    }

    /** Why this path, or a directory above it, was skipped; empty where it was not. */
    private Optional<String> reasonFor(String path) {
        String above = path;
        while (true) {
            String reason = reasons.get(above);
            int slash = above.lastIndexOf('/');
            if (reason != null || slash < 0) {
                return Optional.ofNullable(reason);
            }
            above = above.substring(0, slash);
        }
    }

    /** The list has each path once, and it may be read through a link to one of its directories. */
    private Optional<String> reasonBehindLinks(String path) {
        int slash = path.lastIndexOf('/');
        while (slash > 0) {
            if (files.resolve(path.substring(0, slash)) instanceof Fact.Known<String> real) {
                return reasonFor(real.content() + path.substring(slash));
            }
            slash = path.lastIndexOf('/', slash - 1);
        }
        return Optional.empty();
    }
}

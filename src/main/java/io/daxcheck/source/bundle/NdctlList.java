package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.host.SectorRange;
import io.daxcheck.source.format.BadBlocks;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.OneLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Output of {@code ndctl list}, JSON: namespaces and regions, nested in one another or not, as its options had it. Up
 * to ndctl 59 the modes are {@code memory} and {@code dax}, later {@code fsdax} and {@code devdax}.
 */
final class NdctlList {
    private static final int MAX_DEPTH = 50;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(40)
                    .build())
            .build();

    private final JsonParser json;
    private final List<Item> items = new ArrayList<>();

    /** An object that has a name: a bus, a region, a namespace, a DIMM. */
    static final class Item {
        private final Map<String, String> values = new HashMap<>();
        private final Optional<Item> around;
        private final List<SectorRange> badBlocks = new ArrayList<>();
        private final List<String> dimms = new ArrayList<>();

        private Item(Optional<Item> around) {
            this.around = around;
        }

        /** The object that it is in; empty where there is none. */
        Optional<Item> around() {
            return around;
        }

        /** Why a range of bad blocks cannot be one; empty where each can. */
        private String badBlocksTrouble = "";

        /** {@code namespace1.0}; empty where it has no name. */
        String name() {
            return values.getOrDefault("dev", "");
        }

        /** A string or number; empty where it has none of this name. */
        Optional<String> value(String name) {
            return Optional.ofNullable(values.get(name));
        }

        /** The NVDIMMs that a region is interleaved over, by name; empty where the options did not ask for them. */
        List<String> dimms() {
            return List.copyOf(dimms);
        }

        /** The ranges of bad blocks that are listed, in sectors of its block device. */
        Fact<List<SectorRange>> badBlocks(String source) {
            return badBlocksTrouble.isEmpty()
                    ? new Fact.Known<>(List.copyOf(badBlocks), source)
                    : new Fact.Unreadable<>(source, badBlocksTrouble);
        }

        /** Whether no range is listed. */
        boolean listsNoBadBlocks() {
            return badBlocks.isEmpty() && badBlocksTrouble.isEmpty();
        }

        private void addBadBlocks(Item range) {
            long start = Decimal.parse(range.value("offset").orElse(""));
            long length = Decimal.parse(range.value("length").orElse(""));
            if (start < 0 || length <= 0 || start > Decimal.MAX_SECTORS || length > Decimal.MAX_SECTORS - start) {
                badBlocksTrouble = "a range of bad blocks without an offset and a length that can be";
            } else if (badBlocks.size() == BadBlocks.MAX_RANGES) {
                badBlocksTrouble = "more than " + BadBlocks.MAX_RANGES + " ranges of bad blocks";
            } else {
                badBlocks.add(new SectorRange(start, length));
            }
        }
    }

    private NdctlList(JsonParser json) {
        this.json = json;
    }

    /**
     * @return every object with a name, the outer before the inner
     * @throws Fact.Malformed where it is no JSON, or cut off
     */
    static List<Item> read(String output) {
        int start = start(output);
        if (start < 0) {
            return List.of();
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), output.substring(start))) {
            NdctlList list = new NdctlList(parser);
            parser.nextToken();
            list.readValue(Optional.empty(), "");
            return list.items;
        } catch (JacksonException e) {
            throw new Fact.Malformed("not the JSON that ndctl writes: " + OneLine.quoted(e.getOriginalMessage()));
        }
    }

    /** Where the first line that starts with a bracket does: error messages may come before it. */
    private static int start(String output) {
        int line = 0;
        while (line < output.length()) {
            char first = output.charAt(line);
            if (first == '[' || first == '{') {
                return line;
            }
            int end = output.indexOf('\n', line);
            line = end < 0 ? output.length() : end + 1;
        }
        return -1;
    }

    /**
     * Reads the value that the parser is at.
     *
     * @param around the object that it is in; empty for the outermost
     * @param field its name there
     */
    private void readValue(Optional<Item> around, String field) {
        JsonToken token = json.currentToken();
        if (token == null) {
            throw new Fact.Malformed("not the JSON that ndctl writes: it ends early");
        }
        switch (token) {
            case START_ARRAY -> {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    readValue(around, field);
                }
            }
            case START_OBJECT -> readObject(around, field);
            default -> {
                if (around.isPresent() && !field.isEmpty()) {
                    around.get().values.put(field, json.getString());
                }
            }
        }
    }

    private void readObject(Optional<Item> around, String field) {
        Item item = new Item(around);
        if (!field.equals("badblocks")) {
            items.add(item);
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            if (json.currentToken() == null) {
                throw new Fact.Malformed("not the JSON that ndctl writes: it ends early");
            }
            String name = json.currentName();
            json.nextToken();
            readValue(Optional.of(item), name);
        }
        if (field.equals("badblocks") && around.isPresent()) {
            around.get().addBadBlocks(item);
        } else if (field.equals("mappings") && around.isPresent()) {
            item.value("dimm")
                    .filter(dimm -> DeviceName.isNumbered(dimm, "nmem"))
                    .ifPresent(around.get().dimms::add);
        }
    }
}

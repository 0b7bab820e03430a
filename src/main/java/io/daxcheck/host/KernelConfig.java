package io.daxcheck.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The build configuration of the running kernel.
 *
 * @param options the values of the {@code CONFIG_} options that it names, {@code n} for one that is off; absent or
 *     unreadable as a whole where the host does not show its configuration
 * @param complete whether an option that is not named is off; not so where only a trace of some was found
 */
public record KernelConfig(Fact<Map<String, String>> options, boolean complete) {
    /** A whole configuration, or none. */
    public KernelConfig(Fact<Map<String, String>> options) {
        this(options, true);
    }

    /**
     * The configuration that another kernel of this host is taken to have: what this one says of an option, and else
     * these values.
     */
    public KernelConfig completedWith(Map<String, String> values) {
        Map<String, String> completed = new HashMap<>(values);
        completed.putAll(options.value().orElse(Map.of()));
        return new KernelConfig(new Fact.Known<>(completed, options.source()), true);
    }

    /** The same with these values in place of what it says of those options, as a vendor's kernels are known to have. */
    public KernelConfig with(Map<String, String> values) {
        Map<String, String> changed = new HashMap<>(options.value().orElse(Map.of()));
        changed.putAll(values);
        return new KernelConfig(new Fact.Known<>(changed, options.source()), complete);
    }

    /** Whether the configuration names all of these options, set or off. */
    public boolean names(Set<String> wanted) {
        return options.value().orElse(Map.of()).keySet().containsAll(wanted);
    }

    /**
     * Whether an option is built in or a module.
     *
     * @param option its whole name, {@code CONFIG_FS_DAX}
     * @return unknown only where the whole configuration is, or it is not complete: else an option that it does not
     *     name is off
     */
    public Fact<Boolean> isSet(String option) {
        if (!complete && !options.value().orElse(Map.of()).containsKey(option)) {
            return options instanceof Fact.Unreadable<Map<String, String>> unreadable
                    ? new Fact.Unreadable<>(unreadable.source(), unreadable.reason())
                    : new Fact.Absent<>("boot/config-RELEASE");
        }
        return options.map(new IsSet(option));
    }

    private record IsSet(String option) implements Function<Map<String, String>, Boolean> {
        @Override
        public Boolean apply(Map<String, String> values) {
            String value = values.get(option);
            return "y".equals(value) || "m".equals(value);
        }
    }
}

package io.daxcheck.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The build configuration of the running kernel.
 *
 * @param options the values of the {@code CONFIG_} options that it names, {@code n} for one that is off; absent or
 *     unreadable as a whole where the host does not show its configuration
 */
public record KernelConfig(Fact<Map<String, String>> options) {
    /**
     * The configuration that another kernel of this host is taken to have: what this one says of an option, and else
     * these values.
     */
    public KernelConfig completedWith(Map<String, String> values) {
        Map<String, String> completed = new HashMap<>(values);
        options.value().ifPresent(completed::putAll);
        return new KernelConfig(new Fact.Known<>(completed, options.source()));
    }

    /** Whether the configuration names all of these options, set or off. */
    public boolean names(Set<String> wanted) {
        return options.value()
                .filter(values -> values.keySet().containsAll(wanted))
                .isPresent();
    }

    /**
     * Whether an option is built in or a module.
     *
     * @param option its whole name, {@code CONFIG_FS_DAX}
     * @return unknown only where the whole configuration is: an option that a configuration does not name is off
     */
    public Fact<Boolean> isSet(String option) {
        return options.map(values -> {
            String value = values.get(option);
            return "y".equals(value) || "m".equals(value);
        });
    }
}

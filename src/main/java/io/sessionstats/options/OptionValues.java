package io.sessionstats.options;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values that a command was given, parsed, with defaults in place. */
public final class OptionValues {

    private final Map<String, Object> valueByName;
    private final List<String> operands;

    OptionValues(Map<String, Object> valueByName, List<String> operands) {
        this.valueByName = new HashMap<>(valueByName);
        this.operands = List.copyOf(operands);
    }

    /** The option's value; null where nothing gave one and there is no default. */
    @SuppressWarnings("unchecked") // Put under its name by the option's own parser
    public <T> T get(Option<T> option) {
        return (T) valueByName.get(option.name());
    }

    /** These values with one more that the command itself decides. */
    public <T> OptionValues with(Option<T> option, T value) {
        OptionValues more = new OptionValues(valueByName, operands);
        more.valueByName.put(option.name(), value);
        return more;
    }

    /** The arguments that are no options, in order. */
    public List<String> operands() {
        return operands;
    }
}

package io.sessionstats.options;

import java.util.Locale;

/**
 * An option as the table declares it.
 *
 * @param name as it stands in files and, after {@code --}, in arguments; lower case with hyphens
 * @param valueName what stands for the value in the help; empty for a switch, which is given
 *     without a value
 * @param defaultText the value where no layer gives one; null for an option without a default
 * @param sentence what it means, for the help and the properties file
 * @param parser text to value
 */
public record Option<T>(
        String name, String valueName, String defaultText, String sentence, ValueParser<T> parser) {

    static final String ENVIRONMENT_PREFIX = "SESSION_STATISTICS_";

    /** An option that is on or off, and off by default. */
    public static Option<Boolean> ofSwitch(String name, String sentence) {
        return new Option<>(name, "", "false", sentence, ValueParser.trueOrFalse());
    }

    boolean isSwitch() {
        return valueName.isEmpty();
    }

    /** The environment variable that gives this option. */
    public String environmentVariable() {
        return environmentVariable(name);
    }

    static String environmentVariable(String name) {
        return ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** {@code --time-zone ZONE}: how it is given as an argument. */
    public String usage() {
        return isSwitch() ? "--" + name : "--" + name + " " + valueName;
    }

    @Override
    public String toString() {
        return name;
    }
}

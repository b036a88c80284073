package io.sessionstats.options;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Reads options from their layers: defaults, then the properties file that {@code --config} names,
 * then environment variables, then arguments; a later layer wins. Every value that is given is
 * checked, also one that a later layer replaces.
 */
public final class OptionLayers {

    /** The two lines that end the help of a command that reads all layers. */
    public static final String HELP =
            """
              --config FILE
                  A properties file that gives options by name; environment variables (such as
                  SESSION_STATISTICS_TIME_ZONE for time-zone) win over it, arguments over both.
              --help
                  Shows this and ends.
            """;

    private static final String CONFIG = "config";
    private static final int SHOWN_CHARACTERS = 200;

    private final OptionTable table;
    private final Map<String, Object> valueByName = new HashMap<>();
    private final List<String> operands = new ArrayList<>();

    private OptionLayers(OptionTable table) {
        this.table = table;
    }

    /** Whether the arguments ask for help, whatever else they say. */
    public static boolean askForHelp(String[] arguments) {
        return List.of(arguments).contains("--help");
    }

    /**
     * Reads all layers.
     *
     * @throws InvalidOptionException for the first thing that cannot be accepted
     */
    public static OptionValues read(
            OptionTable table, String[] arguments, Map<String, String> environment) {
        OptionLayers layers = new OptionLayers(table);
        Map<String, String> given = layers.split(arguments, true);
        layers.noOperands();

        layers.defaults();
        String config = given.remove(CONFIG);
        if (config != null) {
            layers.file(config);
        }
        layers.environment(environment);
        layers.arguments(given);
        return new OptionValues(layers.valueByName, layers.operands);
    }

    /**
     * Reads defaults and arguments alone, for a command that needs no configuration.
     *
     * @throws InvalidOptionException for the first thing that cannot be accepted
     */
    public static OptionValues readArguments(OptionTable table, String[] arguments) {
        OptionLayers layers = new OptionLayers(table);
        layers.defaults();
        layers.arguments(layers.split(arguments, false));
        return new OptionValues(layers.valueByName, layers.operands);
    }

    private void defaults() {
        for (Option<?> option : table.options()) {
            if (option.defaultText() != null) {
                accept(option.name(), option.defaultText(), "the default");
            }
        }
    }

    private void file(String name) {
        // Properties keep the last of two equal keys without a word.
        Properties properties =
                new Properties() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public synchronized Object put(Object key, Object value) {
                        if (containsKey(key)) {
                            throw new InvalidOptionException(
                                    "option %s (from %s): given twice".formatted(key, name));
                        }
                        return super.put(key, value);
                    }
                };
        try (Reader reader = Files.newBufferedReader(Path.of(name), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new InvalidOptionException(
                    "option config = %s (from argument --config): no such file"
                            .formatted(shown(name)));
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidOptionException(
                    "option config = %s (from argument --config): cannot be read: %s"
                            .formatted(shown(name), e));
        }
        new TreeMap<>(properties)
                .forEach((key, value) -> shared((String) key, ((String) value).strip(), name));
    }

    private void environment(Map<String, String> environment) {
        Map<String, String> nameByVariable = new LinkedHashMap<>();
        table.names().forEach(name -> nameByVariable.put(Option.environmentVariable(name), name));
        table.refused()
                .keySet()
                .forEach(name -> nameByVariable.put(Option.environmentVariable(name), name));
        table.others()
                .forEach(other -> nameByVariable.put(other.environmentVariable(), other.name()));
        new TreeMap<>(environment)
                .forEach(
                        (variable, value) -> {
                            if (!variable.startsWith(Option.ENVIRONMENT_PREFIX)
                                    || variable.equals(StoreOptions.PASSWORD_VARIABLE)) {
                                return;
                            }
                            String name = nameByVariable.get(variable);
                            if (name == null) {
                                throw new InvalidOptionException(
                                        "unknown environment variable "
                                                + variable
                                                + NearestName.suggestion(
                                                        variable, nameByVariable.keySet()));
                            }
                            shared(name, value, "environment variable " + variable);
                        });
    }

    private void arguments(Map<String, String> given) {
        given.forEach((name, value) -> accept(name, value, "argument --" + name));
    }

    /** Arguments by option name; what is no option goes to the operands. */
    private Map<String, String> split(String[] arguments, boolean withConfig) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!argument.startsWith("--") || argument.length() == 2) {
                operands.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals < 0 ? argument.length() : equals);
            boolean isConfig = withConfig && name.equals(CONFIG);
            Option<?> option = isConfig ? null : known(name, "argument --" + name);
            String value;
            if (option != null && option.isSwitch()) {
                if (equals >= 0) {
                    throw new InvalidOptionException(
                            "option %s (from argument --%s): takes no value".formatted(name, name));
                }
                value = "true";
            } else if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (i + 1 < arguments.length && !arguments[i + 1].startsWith("--")) {
                value = arguments[++i];
            } else {
                throw new InvalidOptionException(
                        "option %s (from argument --%s): the value is missing; expected %s"
                                .formatted(
                                        name, name, isConfig ? "--config FILE" : option.usage()));
            }
            if (given.put(name, value) != null) {
                throw new InvalidOptionException(
                        "option %s (from argument --%s): given twice".formatted(name, name));
            }
        }
        return given;
    }

    private void noOperands() {
        if (!operands.isEmpty()) {
            throw new InvalidOptionException(
                    "unexpected argument "
                            + shown(operands.get(0))
                            + ": expected --option value or --option=value");
        }
    }

    private Option<?> known(String name, String origin) {
        String reason = table.refused().get(name);
        if (reason != null) {
            // Without the value: it may be a secret.
            throw new InvalidOptionException(
                    "option %s (from %s): %s".formatted(name, origin, reason));
        }
        if (table.findOther(name) != null) {
            throw new InvalidOptionException(
                    "option %s (from %s): belongs to another command, which reads it from the same"
                                    .formatted(name, origin)
                            + " file and environment");
        }
        Option<?> option = table.find(name);
        if (option == null) {
            throw new InvalidOptionException(
                    "unknown option "
                            + shown(name)
                            + " (from "
                            + origin.replaceFirst("^argument .*", "the arguments")
                            + ")"
                            + NearestName.suggestion(name, table.names()));
        }
        return option;
    }

    /** A value of a layer that several commands read: another's is checked and left aside. */
    private void shared(String name, String text, String origin) {
        Option<?> other = table.findOther(name);
        if (other == null) {
            accept(name, text, origin);
        } else {
            parse(other, text, origin);
        }
    }

    private void accept(String name, String text, String origin) {
        valueByName.put(name, parse(known(name, origin), text, origin));
    }

    private static Object parse(Option<?> option, String text, String origin) {
        try {
            return option.parser().parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException(
                    "option %s = %s (from %s): %s"
                            .formatted(option.name(), shown(text), origin, e.getMessage()));
        }
    }

    /** A value in quotes: on one line, not endless, and without the password of an address. */
    static String shown(String value) {
        StringBuilder shown = new StringBuilder("\"");
        String open =
                value.replaceAll("//[^/@]*@", "//...@").replaceAll("(?i)(password=)[^&]*", "$1...");
        for (int i = 0; i < open.length() && i < SHOWN_CHARACTERS; i++) {
            char c = open.charAt(i);
            shown.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : c);
        }
        return shown.append(open.length() > SHOWN_CHARACTERS ? "...\"" : "\"").toString();
    }
}

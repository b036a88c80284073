package io.sessionstats.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The options of a command, each declared once: help, properties file and reading all follow it.
 *
 * @param options in the order in which the help lists them
 * @param refused names that are known but not accepted, each with the reason and what to do instead
 * @param others options of other commands that read the same file and environment; there they are
 *     checked and left aside, and as arguments they are refused
 */
public record OptionTable(
        List<Option<?>> options, Map<String, String> refused, List<Option<?>> others) {

    private static final int WIDTH = 96;

    public OptionTable {
        options = List.copyOf(options);
        refused = Map.copyOf(refused);
        others = List.copyOf(others);
    }

    public static OptionTable of(Option<?>... options) {
        return new OptionTable(List.of(options), Map.of(), List.of());
    }

    /** This table's options, then the other's. */
    public OptionTable plus(OptionTable other) {
        List<Option<?>> all = new ArrayList<>(options);
        all.addAll(other.options);
        Map<String, String> allRefused = new LinkedHashMap<>(refused);
        allRefused.putAll(other.refused);
        return new OptionTable(all, allRefused, others);
    }

    /** This table, for a command that shares its file and environment with the other's command. */
    public OptionTable besides(OptionTable other) {
        List<Option<?>> more = new ArrayList<>(others);
        other.options.stream()
                .filter(option -> find(option.name()) == null)
                .filter(option -> !refused.containsKey(option.name()))
                .forEach(more::add);
        return new OptionTable(options, refused, more);
    }

    /** This table without an option that the command sets itself; giving it names the reason. */
    public OptionTable refusing(Option<?> option, String reason) {
        List<Option<?>> kept = options.stream().filter(o -> !o.equals(option)).toList();
        return new OptionTable(kept, refused, others).refusing(option.name(), reason);
    }

    OptionTable refusing(String name, String reason) {
        Map<String, String> more = new LinkedHashMap<>(refused);
        more.put(name, reason);
        return new OptionTable(options, more, others);
    }

    /** The option of that name; null if there is none. */
    Option<?> find(String name) {
        return options.stream().filter(o -> o.name().equals(name)).findFirst().orElse(null);
    }

    /** The option of that name that is another command's; null if there is none. */
    Option<?> findOther(String name) {
        return others.stream().filter(o -> o.name().equals(name)).findFirst().orElse(null);
    }

    List<String> names() {
        return options.stream().map(Option::name).toList();
    }

    /** The options with their meanings and defaults, as a terminal shows them. */
    public String help() {
        StringBuilder help = new StringBuilder();
        for (Option<?> option : options) {
            help.append("  ").append(option.usage()).append('\n');
            String sentence = option.sentence();
            if (!option.isSwitch() && option.defaultText() != null) {
                sentence += " Default: " + shownDefault(option) + ".";
            }
            wrap(sentence, WIDTH - 6)
                    .forEach(line -> help.append("      ").append(line).append('\n'));
        }
        return help.toString();
    }

    /** A properties file that names every option, each at its default and so commented out. */
    public String propertiesFile(String opening) {
        StringBuilder file = new StringBuilder();
        comment(file, opening);
        for (Option<?> option : options) {
            file.append('\n');
            comment(file, option.sentence());
            String value = option.defaultText() == null ? "" : option.defaultText();
            file.append(("#" + option.name() + " = " + value).stripTrailing()).append('\n');
        }
        return file.toString();
    }

    private static void comment(StringBuilder file, String text) {
        wrap(text, WIDTH - 2).forEach(line -> file.append("# ").append(line).append('\n'));
    }

    private static String shownDefault(Option<?> option) {
        return option.defaultText().isEmpty() ? "none" : option.defaultText();
    }

    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : List.of(paragraph.split(" ", -1))) {
                if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.length() == 0 ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    @Override
    public String toString() {
        return names().stream().collect(Collectors.joining(", "));
    }
}

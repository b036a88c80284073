package io.sessionstats.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A table that reads well on a terminal and is Markdown: the first column is text, the rest
 * numbers.
 */
final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... titles) {
        rows.add(List.of(titles));
    }

    void add(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells in a table of " + rows.get(0).size() + " columns");
        }
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        append(text, rows.get(0), widths);
        for (int i = 0; i < widths.length; i++) {
            text.append(i == 0 ? "| " : " | ")
                    .append("-".repeat(Math.max(1, widths[i] - 1)))
                    .append(i == 0 ? '-' : ':');
        }
        text.append(" |\n");
        rows.subList(1, rows.size()).forEach(row -> append(text, row, widths));
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> row, int[] widths) {
        text.append('|');
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            text.append(' ')
                    .append(i == 0 ? row.get(i) + padding : padding + row.get(i))
                    .append(" |");
        }
        text.append('\n');
    }
}

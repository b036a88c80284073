package io.sessionstats.usage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The usage of one group in one period, or a part of it.
 *
 * @param group the values of the query's dimensions in their order; null for one that is lacking
 * @param startMillis the period's first instant, epoch milliseconds
 * @param endMillis the first instant after it
 */
public record UsageRow(List<String> group, long startMillis, long endMillis, UsageFigures figures) {

    public UsageRow {
        group = Collections.unmodifiableList(new ArrayList<>(group)); // unlike List.of, has nulls
    }
}

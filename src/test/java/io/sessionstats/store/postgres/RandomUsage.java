package io.sessionstats.store.postgres;

import io.sessionstats.session.UsageType;
import io.sessionstats.store.Publication;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Usage cells of seeded random sessions, many of which share a cell. */
public final class RandomUsage {

    public static final UsageGrain GRAIN = UsageGrain.DEFAULT;

    private static final long DAY_MILLIS = 86_400_000;

    private final Random random;

    public RandomUsage(long seed) {
        this.random = new Random(seed);
    }

    /** The cells of sessions that start in {@code [fromMillis, toMillis)}. */
    public List<KeyedCell> cells(int sessions, long fromMillis, long toMillis) {
        Map<UsageKey, Map<List<Long>, UsageCell>> cells = new HashMap<>();
        for (int i = 0; i < sessions; i++) {
            long start = fromMillis + (long) (random.nextDouble() * (toMillis - fromMillis));
            UsageCell cell = UsageCell.of(start, start + length(), GRAIN);
            cells.computeIfAbsent(key(), key -> new HashMap<>())
                    .merge(List.of(cell.startSlot(), cell.endSlot()), cell, UsageCell::plus);
        }
        List<KeyedCell> list = new ArrayList<>();
        cells.forEach(
                (key, bySlots) ->
                        bySlots.values().forEach(cell -> list.add(new KeyedCell(key, cell))));
        return list;
    }

    private long length() {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> random.nextLong(35 * DAY_MILLIS);
            case 2 -> random.nextLong(7 * DAY_MILLIS);
            case 3 -> 15 * 60_000L * random.nextInt(9);
            default -> random.nextLong(DAY_MILLIS / 6);
        };
    }

    private UsageKey key() {
        return new UsageKey(
                random.nextInt(8) == 0 ? "other farm" : "f",
                orNull("q" + random.nextInt(4)),
                orNull("fleet" + random.nextInt(3)),
                orNull(ODD.get(random.nextInt(ODD.size()))),
                orNull("u" + random.nextInt(2)),
                random.nextBoolean() ? UsageType.COMPUTE : UsageType.LICENSE,
                orNull("i" + random.nextInt(2)),
                null,
                random.nextInt(3) * 333_333_333_333L);
    }

    /** Whose order by code points is not that of Java's strings, nor of any language. */
    public static final List<String> ODD =
            List.of("b", "B", "a", "ä", "\uFFFD", "\uD83D\uDE80", "会话", "tab\t\\N", "\\N", "''");

    private String orNull(String value) {
        return random.nextInt(6) == 0 ? null : value;
    }

    public static Publication publication(
            long checkpoint, long completeThrough, List<KeyedCell> cells) {
        return StatisticsRows.publication(checkpoint, completeThrough, StatisticsRows.of(cells));
    }
}

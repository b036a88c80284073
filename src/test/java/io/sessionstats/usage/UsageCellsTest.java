package io.sessionstats.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of cells against a map of cells. */
class UsageCellsTest {

    private static final int SEEDS = 40;
    private static final long FROM = 1_773_136_800_000L;
    private static final long MINUTE = 60_000;

    private record Key(UsageKeyId id, long startSlot, long endSlot) {}

    @ParameterizedTest(name = "grain {0}")
    @ValueSource(strings = {"PT15M", "PT1M", "PT1H"})
    void tellsWhatAMapOfCellsHolds(Duration length) {
        UsageGrain grain = UsageGrain.of(length);
        for (long seed = 1; seed <= SEEDS; seed++) {
            String description = "seed " + seed;
            Random random = new Random(seed);
            UsageCells cells = new UsageCells(grain);
            Map<Key, UsageCell> map = new HashMap<>();
            Set<Key> told = new HashSet<>();
            Set<Key> changed = new HashSet<>();
            for (int step = 0; step < 600; step++) {
                UsageKeyId id = keyId(random);
                // Short ones, and now and then one as long as a session may be.
                long start = FROM + random.nextLong(300 * MINUTE);
                long end =
                        start
                                + (random.nextInt(20) == 0
                                        ? random.nextLong(30 * 24 * 60 * MINUTE)
                                        : random.nextLong(40 * MINUTE));
                end = random.nextInt(10) == 0 ? start : end;
                UsageCell cell = UsageCell.of(start, end, grain);
                Key key = new Key(id, cell.startSlot(), cell.endSlot());
                cells.add(id.high(), id.low(), id.low() + 1, id.high() + 2, start, end);
                map.merge(key, cell, UsageCell::plus);
                changed.add(key);

                assertThat(cells.size()).as(description).isEqualTo(map.size());
                assertThat(cells.hasChanged()).as(description).isTrue();
                assertThat(cells.knows(id.high(), id.low())).as(description).isTrue();
                if (random.nextInt(30) == 0) {
                    tell(cells, map, told, changed, description);
                }
                if (random.nextInt(30) == 0) {
                    UsageCells restored = new UsageCells(grain);
                    restored.restore(cells.numbers());
                    cells = restored;
                }
                if (random.nextInt(50) == 0) {
                    long before = FROM + random.nextLong(300 * MINUTE);
                    long earliest = cells.forgetBefore(before);
                    map.keySet()
                            .removeIf(
                                    known ->
                                            !changed.contains(known)
                                                    && endMillis(known, grain) < before);
                    told.retainAll(map.keySet());
                    assertThat(earliest)
                            .as(description)
                            .isEqualTo(
                                    map.keySet().stream()
                                            .mapToLong(known -> endMillis(known, grain))
                                            .min()
                                            .orElse(Long.MAX_VALUE));
                }
                for (int other = 0; other < 12; other++) {
                    UsageKeyId known = keyId(other);
                    assertThat(cells.knows(known.high(), known.low()))
                            .as(description)
                            .isEqualTo(map.keySet().stream().anyMatch(k -> k.id.equals(known)));
                }
            }
            tell(cells, map, told, changed, description);
            assertThat(cells.forgetBefore(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
            assertThat(cells.size()).as(description).isZero();
            assertThat(cells.numbers()).hasSize(0);
        }
    }

    private static long endMillis(Key key, UsageGrain grain) {
        return grain.startMillis(key.endSlot + 1);
    }

    private static UsageKeyId keyId(Random random) {
        return keyId(random.nextInt(12));
    }

    /** Keys of which some share a half, and some their place in a table. */
    private static UsageKeyId keyId(int number) {
        return new UsageKeyId(1 + number % 4, 16L * (1 + number / 4));
    }

    /** Each cell that has changed is told once, as it is. */
    private static void tell(
            UsageCells cells,
            Map<Key, UsageCell> map,
            Set<Key> told,
            Set<Key> changed,
            String description) {
        Set<Key> toldNow = new HashSet<>();
        cells.tell(
                (id, queueHash, fleetHash, cell, first) -> {
                    Key key = new Key(id, cell.startSlot(), cell.endSlot());
                    assertThat(toldNow.add(key)).as(description + ", once").isTrue();
                    assertThat(cell).as(description).isEqualTo(map.get(key));
                    assertThat(first).as(description).isEqualTo(told.add(key));
                    assertThat(queueHash).isEqualTo(id.low() + 1);
                    assertThat(fleetHash).isEqualTo(id.high() + 2);
                });
        assertThat(toldNow).as(description).isEqualTo(changed);
        assertThat(cells.hasChanged()).isFalse();
        changed.clear();
    }
}

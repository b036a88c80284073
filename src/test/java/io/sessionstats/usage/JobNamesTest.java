package io.sessionstats.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobNamesTest {

    private static final int SEEDS = 100;

    private JobNames names = new JobNames();

    @Test
    void nameIsThatOfTheLatestStartInWhicheverOrderStartsCome() {
        named(10, "first");
        named(12, "third");
        named(11, "second");

        assertThat(told()).containsExactly("third");
    }

    @Test
    void ofSeveralAtTheSameTimeTheLastInOrderNamesTheJob() {
        named(10, "b");
        named(10, "a");
        assertThat(told()).containsExactly("b");

        named(10, "c");
        named(10, "b");
        assertThat(told()).containsExactly("c");
    }

    @Test
    void sameNameIsToldOnceAndStillMovesOn() {
        named(10, "a");
        assertThat(told()).containsExactly("a");

        named(15, "a");
        named(13, "b");
        assertThat(told()).isEmpty();
        assertThat(names.forgetBefore(15)).isEqualTo(15);
    }

    /** The store knows the first name: it must be told that it is that one again. */
    @Test
    void nameThatComesBackBetweenTwoTellingsIsTold() {
        named(10, "a");
        told();
        named(11, "b");
        named(12, "a");

        assertThat(told()).containsExactly("a");
    }

    @Test
    void partsOfTheKeyAreNotRunTogether() {
        names.named(1, new JobName("ab", "c", "one"));
        names.named(1, new JobName("a", "bc", "two"));

        assertThat(told()).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void tellsWhatAMapOfNamesHolds() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            String description = "seed " + seed;
            Random random = new Random(seed);
            names = new JobNames();
            Map<String, Map.Entry<Long, String>> map = new HashMap<>();
            Map<String, String> store = new HashMap<>();
            Set<String> changed = new HashSet<>();
            for (int step = 0; step < 300; step++) {
                String job = "job " + random.nextInt(5);
                long time = random.nextInt(60);
                String name = "name " + random.nextInt(4);
                names.named(time, new JobName("farm", job, name));
                var latest = map.get(job);
                if (latest == null
                        || time > latest.getKey()
                        || (time == latest.getKey() && name.compareTo(latest.getValue()) > 0)) {
                    if (latest == null || !latest.getValue().equals(name)) {
                        changed.add(job);
                    }
                    map.put(job, Map.entry(time, name));
                }
                if (random.nextInt(8) == 0) {
                    names.tell(told -> store.put(told.jobId(), told.name()));
                    changed.clear();
                    map.forEach(
                            (known, is) ->
                                    assertThat(store)
                                            .as(description)
                                            .containsEntry(known, is.getValue()));
                }
                if (random.nextInt(20) == 0) {
                    long before = random.nextInt(60);
                    long earliest = names.forgetBefore(before);
                    map.entrySet()
                            .removeIf(
                                    known ->
                                            !changed.contains(known.getKey())
                                                    && known.getValue().getKey() < before);
                    assertThat(earliest)
                            .as(description)
                            .isEqualTo(
                                    map.values().stream()
                                            .mapToLong(Map.Entry::getKey)
                                            .min()
                                            .orElse(Long.MAX_VALUE));
                }
                if (random.nextInt(20) == 0) {
                    names = kept(names);
                }
                assertThat(names.size()).as(description).isEqualTo(map.size());
            }
        }
    }

    private static JobNames kept(JobNames names) {
        JobNames restored = new JobNames();
        names.keep(restored::restore);
        return restored;
    }

    private void named(long time, String name) {
        names.named(time, new JobName("farm", "job", name));
    }

    private List<String> told() {
        List<String> told = new ArrayList<>();
        names.tell(name -> told.add(name.name()));
        return told;
    }
}

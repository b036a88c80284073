package io.sessionstats.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceBucketTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void countsAsPlainMapsDo(long seed) {
        Random random = new Random(seed);
        DeviceBucket bucket = DeviceBucket.empty();
        DeviceBucket neighbour = DeviceBucket.empty();
        Map<String, Integer> field = new HashMap<>();
        Map<String, Integer> remote = new HashMap<>();
        Map<String, Integer> neighbourRemote = new HashMap<>();
        for (int step = 0; step < 500; step++) {
            List<String> fieldDevices =
                    List.of("f" + random.nextInt(3)).subList(0, random.nextInt(2));
            List<String> remoteDevices =
                    List.of("r" + random.nextInt(2), "s").subList(0, random.nextInt(3));
            int sessions = random.nextInt(3) - 1;
            if (random.nextInt(3) == 0) {
                neighbour = neighbour.plus(Tally.ofSessions(sessions), List.of(), remoteDevices);
                count(neighbourRemote, remoteDevices, sessions);
            } else {
                bucket = bucket.plus(Tally.ofSessions(sessions), fieldDevices, remoteDevices);
                count(field, fieldDevices, sessions);
                count(remote, remoteDevices, sessions);
            }
            if (random.nextInt(3) == 0) {
                bucket = bucket.sharing(neighbour);
            }

            assertThat(bucket.sessionsByFieldDevice()).as("step " + step).isEqualTo(field);
            assertThat(bucket.sessionsByRemoteDevice()).as("step " + step).isEqualTo(remote);
            assertThat(neighbour.sessionsByRemoteDevice()).isEqualTo(neighbourRemote);
            assertThat(bucket.remoteDevices())
                    .containsExactlyElementsOf(remote.keySet().stream().sorted().toList());
        }
    }

    private static void count(Map<String, Integer> counts, List<String> devices, int sessions) {
        for (String device : devices) {
            counts.merge(device, sessions, Integer::sum);
            counts.remove(device, 0);
        }
    }
}

package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.store.postgres.EmbeddedStore;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other limits over a restart from a savepoint: each session that is still remembered goes on by
 * the new ones, and what it counts for reaches every bucket.
 */
class ChangedLimitsIT {

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    @TempDir Path savepoints;

    private final RunningJob running = new RunningJob();

    @AfterEach
    void cancel() throws Exception {
        running.cancel();
    }

    /** Its maximum was over 20 hours ago, and buckets of that time are kept for 2 hours now. */
    @Test
    void openSessionIsEndedInItsLastBucketWhenLessLatenessIsAllowed() throws Exception {
        running.start("--allowed-lateness=PT24H", "--max-session-duration=PT90M");
        running.publish(start("open", "2026-03-10T10:15:00Z"));
        running.readThrough(at("2026-03-11T07:00:00Z"));
        assertThat(hours()).containsExactly("10|1|1|0|45", "11|1|0|0|45");

        restart("--allowed-lateness=PT1H", "--max-session-duration=PT90M");

        assertThat(hours()).containsExactly("10|1|1|0|45", "11|1|0|1|45");
        assertThat(deviceHours()).containsExactly("10|1|1|0|45", "11|1|0|1|45");
        assertThat(days()).containsExactly("1|1|1|90");
    }

    @Test
    void openSessionGoesOnWhenItMayLastLonger() throws Exception {
        running.start("--allowed-lateness=PT24H", "--max-session-duration=PT90M");
        running.publish(start("open", "2026-03-10T10:15:00Z"));
        running.readThrough(at("2026-03-10T14:00:11Z"));
        assertThat(hours()).containsExactly("10|1|1|0|45", "11|1|0|0|45");

        restart("--allowed-lateness=PT1H", "--max-session-duration=PT4H");

        List<String> credited =
                List.of("10|1|1|0|45", "11|1|0|0|60", "12|1|0|0|60", "13|1|0|0|60", "14|1|0|0|0");
        assertThat(hours()).isEqualTo(credited);
        assertThat(deviceHours()).isEqualTo(credited);
        running.publish(end("open", "2026-03-10T13:30:00Z"));
        running.readThrough(at("2026-03-10T14:05:00Z"));
        List<String> ended =
                List.of("10|1|1|0|45", "11|1|0|0|60", "12|1|0|0|60", "13|1|0|1|30", "14|0|0|0|0");
        assertThat(hours()).isEqualTo(ended);
        assertThat(deviceHours()).isEqualTo(ended);
    }

    @Test
    void openSessionKeepsWhatWasCountedWhenItMayLastLessLong() throws Exception {
        running.start("--allowed-lateness=PT24H", "--max-session-duration=PT24H");
        running.publish(start("open", "2026-03-10T10:15:00Z"), start("y", "2026-03-10T11:45:00Z"));
        running.readThrough(at("2026-03-10T13:30:00Z"));
        List<String> credited = List.of("10|1|1|0|45", "11|2|1|0|75", "12|2|0|0|120", "13|2|0|0|0");
        assertThat(hours()).isEqualTo(credited);

        restart("--allowed-lateness=PT1H", "--max-session-duration=PT1H");

        List<String> ended = new ArrayList<>(credited);
        ended.set(3, "13|2|0|1|0");
        assertThat(hours()).as("the one has expired").isEqualTo(ended);
        running.publish(end("y", "2026-03-10T12:45:00Z"));
        running.readThrough(at("2026-03-10T13:31:00Z"));
        assertThat(hours())
                .as("the other can still end, and takes back what was too much")
                .containsExactly("10|1|1|0|45", "11|2|1|0|75", "12|2|0|1|105", "13|1|0|1|0");
    }

    private void restart(String... options) throws Exception {
        String savepoint = running.stop(savepoints);
        running.startFrom(savepoint, options);
        running.readThrough(running.completeThroughMillis() + 11_000);
    }

    private List<String> hours() throws SQLException {
        return rows("scope_bucket", "HOUR", "extract(hour FROM bucket_start AT TIME ZONE 'UTC'),");
    }

    private List<String> deviceHours() throws SQLException {
        return rows("device_bucket", "HOUR", "extract(hour FROM bucket_start AT TIME ZONE 'UTC'),");
    }

    private List<String> days() throws SQLException {
        return rows("scope_bucket", "DAY", "");
    }

    private List<String> rows(String table, String period, String column) throws SQLException {
        return EmbeddedStore.query(
                running.database(),
                "SELECT %s sessions, started, ended, duration_ms / 60000 FROM %s"
                                .formatted(column, table)
                        + " WHERE scope = 'project:p' AND period = '%s' ORDER BY bucket_start"
                                .formatted(period));
    }

    private static String start(String sessionId, String time) {
        return """
               {"type": "SESSION_STARTED", "sessionId": "%s", "time": "%s", "projectId": "p", \
               "fieldDeviceId": "rover"}"""
                .formatted(sessionId, time);
    }

    private static String end(String sessionId, String time) {
        return """
               {"type": "SESSION_ENDED", "sessionId": "%s", "time": "%s", "projectId": "p"}"""
                .formatted(sessionId, time);
    }
}

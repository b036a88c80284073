package io.sessionstats.oracle;

import static io.sessionstats.calendar.Period.DAY;
import static io.sessionstats.calendar.Period.HOUR;
import static io.sessionstats.calendar.Period.MONTH;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.oracle.Recomputation.ScopeRow;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds of any stream's rows, whatever they are. */
class NaiveStatisticsLawsTest {

    private static final Scope PROJECT = Scope.project("project");

    @ParameterizedTest(name = "seed {0} in {1} from {2}")
    @CsvSource({
        "1, Asia/Shanghai, 2024-01-20",
        "2, Australia/Lord_Howe, 2024-03-20",
        "3, America/Sao_Paulo, 2017-10-01",
        "4, America/St_Johns, 2006-10-15",
        "5, Asia/Kathmandu, 2024-02-15",
        "6, Pacific/Apia, 2011-12-15",
    })
    void rowsAgreeWithEachOther(long seed, String zone, String from) {
        Instant start = Instant.parse(from + "T00:00:00Z");
        NaiveCalendar calendar = new NaiveCalendar(ZoneId.of(zone));
        ScopeZones zones = ScopeZones.all(ZoneId.of(zone));
        RandomStream stream =
                RandomSessions.stream(
                        seed,
                        StreamShape.of(
                                300,
                                List.of(PROJECT),
                                zones,
                                start,
                                start.plus(Duration.ofDays(25))));
        // After the last maximum and lateness, when nothing is open or waiting any more.
        long watermark = stream.latestEventMillis() + Duration.ofDays(40).toMillis();

        Recomputation result =
                NaiveStatistics.compute(
                        stream.stepsUpTo(watermark),
                        zones,
                        Duration.ofHours(24),
                        Duration.ofDays(7));

        assertThat(result.waiting()).isZero();
        assertThat(result.counted() + result.duplicates() + result.rejections().size())
                .isEqualTo(stream.stepsUpTo(watermark).size() - 1L);
        for (Period period : List.of(HOUR, DAY, MONTH)) {
            assertThatWhatDoesNotEndGoesOn(result.scopeRows(), period, calendar);
        }
        for (Period longer : List.of(DAY, MONTH)) {
            for (ScopeRow row : rows(result.scopeRows(), longer)) {
                assertThat(hoursOf(result.scopeRows(), row.bucket()))
                        .isEqualTo(additive(result.scopeRows().get(row)));
            }
        }
    }

    /** sessions - ended of a bucket = sessions - started of the next. */
    private static void assertThatWhatDoesNotEndGoesOn(
            Map<ScopeRow, Tally> rows, Period period, NaiveCalendar calendar) {
        for (ScopeRow row : rows(rows, period)) {
            Bucket next = calendar.bucket(period, row.bucket().endMillis());
            Tally tally = rows.get(row);
            Tally nextTally = rows.getOrDefault(new ScopeRow(row.scope(), next), Tally.ZERO);
            assertThat(tally.sessions() - tally.ended())
                    .as("%s", row)
                    .isEqualTo(nextTally.sessions() - nextTally.started());
        }
    }

    private static List<ScopeRow> rows(Map<ScopeRow, Tally> rows, Period period) {
        List<ScopeRow> ofPeriod = new ArrayList<>(rows.keySet());
        ofPeriod.removeIf(row -> row.bucket().period() != period);
        assertThat(ofPeriod).isNotEmpty();
        return ofPeriod;
    }

    private static Tally hoursOf(Map<ScopeRow, Tally> rows, Bucket longer) {
        Tally sum = Tally.ZERO;
        for (ScopeRow row : rows(rows, HOUR)) {
            if (longer.contains(row.bucket().startMillis())) {
                assertThat(row.bucket().endMillis()).isLessThanOrEqualTo(longer.endMillis());
                sum = sum.plus(rows.get(row));
            }
        }
        return additive(sum);
    }

    /** Those numbers that add up; sessions and devices do not. */
    private static Tally additive(Tally tally) {
        return new Tally(
                0,
                tally.started(),
                tally.ended(),
                tally.durationMillis(),
                0,
                0,
                tally.rated(),
                tally.notBad());
    }
}

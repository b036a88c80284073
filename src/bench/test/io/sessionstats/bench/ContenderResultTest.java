package io.sessionstats.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContenderResultTest {

    @Test
    void figuresAreMediansOfTheRunsAndOfAMillionEvents() {
        ContenderResult odd =
                result(Contender.LIMIT_PAIR, run(4, 10, null), run(2, 2, null), run(8, 3, null));
        ContenderResult even = result(Contender.LIMIT_PAIR, run(4, 2, null), run(6, 3, null));

        assertThat(odd.eventsPerSecond()).isEqualTo(500_000);
        assertThat(odd.cpuPerMillion()).isEqualTo(1.5);
        assertThat(odd.databaseCpuPerMillion()).isNull();
        assertThat(even.eventsPerSecond()).isEqualTo(400_000);
        assertThat(even.cpuPerMillion()).isEqualTo(1.25);
    }

    @Test
    void ratiosCountTheDatabaseIn() {
        ContenderResult limit = result(Contender.LIMIT_PAIR, run(1, 4, null));
        ContenderResult job = result(Contender.JOB_POSTGRES_HEAP, run(1, 10, 2.0));
        ContenderResult sql = result(Contender.SQL_POSTGRES, run(1, 40, 8.0));

        assertThat(Ratio.among(List.of(limit, job, sql)))
                .containsExactly(
                        new Ratio(Contender.JOB_POSTGRES_HEAP, Contender.LIMIT_PAIR, 3),
                        new Ratio(Contender.SQL_POSTGRES, Contender.JOB_POSTGRES_HEAP, 4));
        assertThat(Ratio.among(List.of(job))).isEmpty();
        assertThat(Ratio.value(sql, limit)).isCloseTo(12, within(1e-9));
    }

    @Test
    void runsComeBackFromTheTextThatAProcessPrints() throws Exception {
        assertThat(Run.fromJson(run(1.5, 2.5, 3.5).toJson())).isEqualTo(run(1.5, 2.5, 3.5));
        assertThat(Run.fromJson(run(1.5, 2.5, null).toJson())).isEqualTo(run(1.5, 2.5, null));
    }

    private static ContenderResult result(Contender contender, Run... runs) {
        return new ContenderResult(contender, 2_000_000, 0, List.of(runs));
    }

    private static Run run(double seconds, double cpuSeconds, Double databaseCpuSeconds) {
        return new Run(0, seconds, cpuSeconds, databaseCpuSeconds, 1L, 0, 0, 0, 0, 0, null);
    }
}

package io.sessionstats.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RecentReadinessTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void looksAgainOnlyAfterASecond() {
        RecentReadiness readiness = readiness(() -> "look " + looks.incrementAndGet());

        assertThat(problem(readiness)).isEqualTo("look 1");
        nanos.addAndGet(999_999_999);
        assertThat(problem(readiness)).isEqualTo("look 1");
        nanos.addAndGet(1);
        assertThat(problem(readiness)).isEqualTo("look 2");
    }

    @Test
    void lookThatFailsIsAProblemWithoutDetails() {
        RecentReadiness readiness =
                readiness(
                        () -> {
                            throw new IllegalStateException("a secret");
                        });

        assertThat(problem(readiness)).contains("failed").doesNotContain("a secret");
    }

    @Test
    void lookThatHangsIsAProblemAndNoneIsStartedBesideIt() {
        CountDownLatch release = new CountDownLatch(1);
        RecentReadiness readiness =
                new RecentReadiness(
                        () -> {
                            looks.incrementAndGet();
                            release.await();
                            return null;
                        },
                        Duration.ofMillis(50),
                        nanos::get);

        assertThat(problem(readiness)).contains("takes longer than 50 ms");
        Awaitility.await().forever().until(() -> looks.get() > 0);
        nanos.addAndGet(5_000_000_000L);
        assertThat(problem(readiness)).contains("takes longer than 50 ms");
        assertThat(looks).hasValue(1);

        release.countDown();
        // On a busy machine also a look that does not hang may take longer.
        Awaitility.await()
                .forever()
                .until(
                        () -> {
                            nanos.addAndGet(RecentReadiness.FRESH.toNanos());
                            return problem(readiness) == null;
                        });
    }

    private RecentReadiness readiness(Readiness look) {
        return new RecentReadiness(look, Duration.ofMinutes(10), nanos::get);
    }

    private static String problem(RecentReadiness readiness) {
        return readiness.problem().toCompletableFuture().join();
    }
}

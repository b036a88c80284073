package io.sessionstats.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketsTest {

    private static final long SECOND_NANOS = 1_000_000_000;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 20, 100, 9_999})
    void fullBucketHoldsASecondsWorthAndFillsAtTheRate(int rate) {
        TokenBuckets buckets = new TokenBuckets(rate, nanos::get);

        assertThat(taken(buckets, "k", 2 * rate)).isEqualTo(rate);
        nanos.addAndGet(SECOND_NANOS);
        assertThat(taken(buckets, "k", 2 * rate)).isEqualTo(rate);
        nanos.addAndGet(SECOND_NANOS / rate);
        assertThat(taken(buckets, "k", 2)).isEqualTo(1);
        nanos.addAndGet(100 * SECOND_NANOS);
        assertThat(taken(buckets, "k", 2 * rate)).isEqualTo(rate);
    }

    @Test
    void keysAndOperationsHaveBucketsOfTheirOwn() {
        TokenBuckets buckets = new TokenBuckets(1, nanos::get);

        assertThat(buckets.tryAcquire("a", "get")).isTrue();
        assertThat(buckets.tryAcquire("a", "get")).isFalse();
        assertThat(buckets.tryAcquire("a", "start")).isTrue();
        assertThat(buckets.tryAcquire("b", "get")).isTrue();
    }

    @Test
    void bucketsThatAreFullAgainAreForgotten() {
        TokenBuckets buckets = new TokenBuckets(1, nanos::get);
        for (int i = 0; i < 1_000; i++) {
            buckets.tryAcquire("key-" + i, "get");
        }
        assertThat(buckets.size()).isEqualTo(1_000);

        nanos.addAndGet(61 * SECOND_NANOS);
        buckets.tryAcquire("another", "get");

        assertThat(buckets.size()).isEqualTo(1);
    }

    @Test
    void manyThreadsTogetherGetNoMoreThanThereIs() {
        TokenBuckets buckets = new TokenBuckets(500, nanos::get);

        long taken =
                IntStream.range(0, 10_000)
                        .parallel()
                        .filter(i -> buckets.tryAcquire("k", "get"))
                        .count();

        assertThat(taken).isEqualTo(500);
    }

    private static long taken(TokenBuckets buckets, String key, int tries) {
        return IntStream.range(0, tries).filter(i -> buckets.tryAcquire(key, "get")).count();
    }
}

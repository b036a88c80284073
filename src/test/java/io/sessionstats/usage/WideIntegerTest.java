package io.sessionstats.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WideIntegerTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void addsAndComparesAsBigIntegersDo(long seed) {
        Random random = new Random(seed);
        WideInteger wide = new WideInteger();
        BigInteger exact = BigInteger.ZERO;

        for (int i = 0; i < 20_000; i++) {
            long first = random.nextLong() >>> (24 + random.nextInt(40));
            long second = random.nextLong() >>> (1 + random.nextInt(63));
            BigInteger product = BigInteger.valueOf(first).multiply(BigInteger.valueOf(second));

            assertThat(Integer.signum(wide.compareToProduct(first, second)))
                    .isEqualTo(exact.compareTo(product));
            if (random.nextInt(100) == 0) {
                wide.setProduct(first, second);
                exact = product;
                assertThat(wide.compareToProduct(first, second)).isZero();
            } else {
                wide.addProduct(first, second);
                exact = exact.add(product);
            }
            assertThat(wide.value()).isEqualTo(exact);
        }
    }
}

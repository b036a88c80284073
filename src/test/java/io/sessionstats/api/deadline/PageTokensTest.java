package io.sessionstats.api.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokensTest {

    private static final String SECRET = "00112233445566778899aabbccddeeff".repeat(2);

    private final PageTokens tokens = new PageTokens("farm-1", "aggregation-1", SECRET);

    @ParameterizedTest
    @ValueSource(longs = {1, 100, 123_456_789_012L, Long.MAX_VALUE})
    void tokenLeadsBackToItsPosition(long position) {
        String token = tokens.token(position);

        assertThat(tokens.position(token)).hasValue(position);
        assertThat(token).matches("[A-Za-z0-9_-]{34}").hasSizeLessThan(PageTokens.LENGTH_MAX);
    }

    @Test
    void serversWithTheSameSecretTakeEachOthersTokens() {
        PageTokens other = new PageTokens("farm-1", "aggregation-1", SECRET);

        assertThat(other.position(tokens.token(7))).hasValue(7);
    }

    @Test
    void tokenIsOfUseForItsFarmAggregationAndSecretOnly() {
        String token = tokens.token(7);

        assertThat(new PageTokens("farm-2", "aggregation-1", SECRET).position(token)).isEmpty();
        assertThat(new PageTokens("farm-1", "aggregation-2", SECRET).position(token)).isEmpty();
        assertThat(new PageTokens("farm-1", "aggregation-1", "00").position(token)).isEmpty();
    }

    @Test
    void noCharacterOfATokenCanBeChanged() {
        String token = tokens.token(7);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=.% ";

        for (int i = 0; i < token.length(); i++) {
            for (int k = 0; k < alphabet.length(); k++) {
                char c = alphabet.charAt(k);
                String altered = token.substring(0, i) + c + token.substring(i + 1);
                if (c != token.charAt(i)) {
                    assertThat(tokens.position(altered)).as(altered).isEmpty();
                }
            }
        }
    }

    @Test
    void noTokenCanBeCutOrMadeLonger() {
        String token = tokens.token(7);

        for (int length = 0; length < token.length(); length++) {
            assertThat(tokens.position(token.substring(0, length))).isEmpty();
        }
        assertThat(tokens.position(token + "A")).isEmpty();
        assertThat(tokens.position(token + "==")).isEmpty();
        assertThat(tokens.position(token + token)).isEmpty();
        assertThat(tokens.position("é".repeat(34))).isEmpty();
    }
}

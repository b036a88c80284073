package io.sessionstats.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.usage.RateCard;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateCardJsonTest {

    private static final String A_RATE =
            "expected a decimal from 0 to 1000000 with at most 6 decimals, as a number or a string";

    @Test
    void ratesAreThoseOfEvents() {
        assertThat(
                        parse(
                                """
                                {
                                  "instanceTypes": {"m5.xlarge": "0.192", "机": 1e6, "free": 0},
                                  "licenseProducts": {"maya-2026": 0.35}
                                }
                                """))
                .isEqualTo(
                        new RateCard(
                                Map.of("m5.xlarge", 192_000L, "机", 1_000_000_000_000L, "free", 0L),
                                Map.of("maya-2026", 350_000L)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{}", "{\"instanceTypes\": {}}", "{\"licenseProducts\": {}}"})
    void membersMayBeLeftOut(String json) {
        assertThat(parse(json)).isEqualTo(RateCard.EMPTY);
    }

    @Test
    void nameMayHave128CharactersOfAnyKind() {
        String name = "🤖".repeat(128);

        assertThat(parse("{\"instanceTypes\": {\"" + name + "\": 1}}").computeMicroUsd())
                .containsOnlyKeys(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        ``                                    | the file: empty; expected a JSON object with the members instanceTypes and licenseProducts
        []                                    | the file: no object; expected a JSON object with
        {"instanceTypes": {"a": 1}            | the file: not JSON:
        {"instanceTypes": {"a": 1}} {}        | the file: text after the JSON object; expected one JSON object
        {"instanceType": {"a": 1}}            | instanceType: unknown; expected a JSON object with the members instanceTypes and licenseProducts
        {"instanceTypes": {}, "instanceTypes": {}} | instanceTypes: there more than once; expected it once
        {"instanceTypes": null}               | instanceTypes: null; expected an object of names and rates
        {"licenseProducts": [1]}              | licenseProducts: an array; expected an object of names and rates
        {"instanceTypes": {"a": 1, "a": 1}}   | instanceTypes."a": there more than once; expected each name once
        {"instanceTypes": {"": 1}}            | instanceTypes."": no such name; expected a string of 1 to 128 characters without U+0000
        {"instanceTypes": {"\\u0000": 1}}     | instanceTypes."\\u0000": no such name; expected a string of 1 to 128 characters without U+0000
        {"instanceTypes": {"\\ud800": 1}}     | instanceTypes."\\ud800": no such name; expected a string of 1 to 128 characters without U+0000
        """)
    void whatIsNoCardIsRefusedNamingTheMember(String json, String message) {
        assertRefused(json == null ? "" : json, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        -1          | -1
        1000000.1   | 1000000.1
        0.0000001   | 0.0000001
        "1,5"       | "1,5"
        ""          | ""
        null        | null
        true        | true
        {"usd": 1}  | an object
        [1]         | an array
        """)
    void whatIsNoRateIsRefusedNamingTheMember(String rate, String found) {
        assertRefused(
                "{\"licenseProducts\": {\"maya\": " + rate + "}}",
                "licenseProducts.\"maya\": " + found + "; " + A_RATE);
    }

    @Test
    void tooLongANameIsRefused() {
        assertRefused(
                "{\"instanceTypes\": {\"" + "a".repeat(129) + "\": 1}}",
                "instanceTypes.\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\": no such name;");
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        assertThatThrownBy(() -> RateCardJson.parse("{\"größe\": {}}".getBytes(ISO_8859_1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void deepNestingIsNotFollowed() {
        assertRefused("{\"instanceTypes\": " + "[".repeat(100_000), "instanceTypes: an array;");
    }

    private static RateCard parse(String json) {
        return RateCardJson.parse(json.getBytes(UTF_8));
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith(message)
                .doesNotContain("\n");
    }
}

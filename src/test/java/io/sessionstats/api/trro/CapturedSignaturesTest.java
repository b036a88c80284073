package io.sessionstats.api.trro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.CapturedRequest;
import io.sessionstats.api.Grants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the vendor's clients have signed is accepted at its own time, and nothing else is. */
class CapturedSignaturesTest {

    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final AccessKey KEY = new AccessKey("AKIDEXAMPLE", "dummysecret", Grants.ALL);

    static Stream<String> withoutToken() {
        return Stream.of(
                "java-trro-by-interval-tc3-get.http",
                "java-trro-by-interval-tc3-unsigned-payload.http",
                "java-trro-by-interval-tc3-utf8.http",
                "java-trro-by-interval-tc3.http",
                "java-trro-by-interval-v1-sha1-get.http",
                "java-trro-by-interval-v1-sha256.http",
                "java-trro-summary-tc3.http",
                "java-trro-summary-v1-sha256-utf8.http",
                "js-trro-cn-by-interval-tc3-get.http",
                "js-trro-cn-by-interval-tc3-utf8.http",
                "js-trro-cn-by-interval-tc3.http",
                "js-trro-cn-by-interval-v1-sha1-get.http",
                "js-trro-cn-by-interval-v1-sha256.http",
                "js-trro-cn-summary-tc3.http",
                "js-trro-cn-summary-v1-sha256-utf8.http",
                "js-trro-intl-by-interval-tc3-get.http",
                "js-trro-intl-by-interval-tc3-utf8.http",
                "js-trro-intl-by-interval-tc3.http",
                "js-trro-intl-by-interval-v1-sha1-get.http",
                "js-trro-intl-by-interval-v1-sha256.http",
                "js-trro-intl-summary-tc3.http",
                "js-trro-intl-summary-v1-sha256-utf8.http");
    }

    static Stream<String> withToken() {
        return Stream.of(
                "java-trro-by-interval-tc3-token.http",
                "js-trro-cn-by-interval-tc3-token.http",
                "js-trro-intl-by-interval-tc3-token.http");
    }

    @ParameterizedTest
    @MethodSource("withoutToken")
    void verifiesAtItsOwnTimeAndFiveMinutesAround(String file) throws TrroException {
        CapturedRequest captured = CapturedRequest.read(getClass(), file);
        Instant own = timeOf(captured);

        assertThat(verify(captured, own)).isSameAs(KEY);
        assertThat(verify(captured, own.plus(WINDOW))).isSameAs(KEY);
        assertThat(verify(captured, own.minus(WINDOW))).isSameAs(KEY);
        assertRefused(captured, own.plus(WINDOW).plusSeconds(1), ErrorCode.SIGNATURE_EXPIRE);
        assertRefused(captured, own.minus(WINDOW).minusSeconds(1), ErrorCode.SIGNATURE_EXPIRE);
    }

    /** The signature is right, or the token would not be what is refused. */
    @ParameterizedTest
    @MethodSource("withToken")
    void tokenIsRefusedKnowingly(String file) {
        CapturedRequest captured = CapturedRequest.read(getClass(), file);

        assertRefused(captured, timeOf(captured), ErrorCode.TOKEN_FAILURE);
    }

    @ParameterizedTest
    @MethodSource("withoutToken")
    void changedTimeFails(String file) throws TrroException {
        CapturedRequest captured = CapturedRequest.read(getClass(), file);
        String seconds = Long.toString(timeOf(captured).getEpochSecond());
        String other = Long.toString(timeOf(captured).getEpochSecond() + 1);
        CapturedRequest changed =
                captured.withHeader("X-TC-Timestamp", value -> other)
                        .withBody(body -> body.replace(seconds, other));
        if (captured.head().rawQuery() != null) {
            changed = changed.withQuery(query -> query.replace(seconds, other));
        }

        assertRefused(changed, timeOf(captured), ErrorCode.SIGNATURE_FAILURE);
    }

    @ParameterizedTest
    @MethodSource("withoutToken")
    void changedHostFails(String file) {
        CapturedRequest captured = CapturedRequest.read(getClass(), file);

        assertRefused(
                captured.withHeader("Host", host -> "example.com:8080"),
                timeOf(captured),
                ErrorCode.SIGNATURE_FAILURE);
    }

    @ParameterizedTest
    @MethodSource("withoutToken")
    void changedParameterFails(String file) throws TrroException {
        CapturedRequest captured = CapturedRequest.read(getClass(), file);
        CapturedRequest changed =
                captured.head().rawQuery() != null
                        ? captured.withQuery(query -> query.replace("ProjectId=", "ProjectId=x"))
                        : captured.withBody(
                                body ->
                                        body.replace("ProjectId=", "ProjectId=x")
                                                .replace("\"ProjectId\":\"", "\"ProjectId\":\"x"));

        if (file.contains("unsigned-payload")) {
            assertThat(verify(changed, timeOf(captured))).isSameAs(KEY);
        } else {
            assertRefused(changed, timeOf(captured), ErrorCode.SIGNATURE_FAILURE);
        }
    }

    @ParameterizedTest
    @MethodSource("withoutToken")
    void otherSecretFails(String file) {
        CapturedRequest captured = CapturedRequest.read(getClass(), file);
        AccessKey other = new AccessKey("AKIDEXAMPLE", "dummysecret2", Grants.ALL);

        assertThatThrownBy(
                        () ->
                                signatures(timeOf(captured), other)
                                        .verify(TrroRequest.of(captured.received())))
                .isInstanceOfSatisfying(
                        TrroException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_FAILURE));
    }

    @ParameterizedTest
    @MethodSource("withoutToken")
    void unknownKeyIsNamedAsSuch(String file) {
        CapturedRequest captured = CapturedRequest.read(getClass(), file);

        assertThatThrownBy(
                        () ->
                                new Signatures(
                                                id -> null,
                                                Clock.fixed(timeOf(captured), ZoneOffset.UTC),
                                                WINDOW)
                                        .verify(TrroRequest.of(captured.received())))
                .isInstanceOfSatisfying(
                        TrroException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET_ID_NOT_FOUND));
    }

    private static Signatures signatures(Instant now, AccessKey key) {
        return new Signatures(
                id -> id.equals(key.id()) ? key : null, Clock.fixed(now, ZoneOffset.UTC), WINDOW);
    }

    private static AccessKey verify(CapturedRequest captured, Instant now) throws TrroException {
        return signatures(now, KEY).verify(TrroRequest.of(captured.received()));
    }

    private static void assertRefused(CapturedRequest captured, Instant now, ErrorCode code) {
        assertThatThrownBy(() -> verify(captured, now))
                .isInstanceOfSatisfying(
                        TrroException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Instant timeOf(CapturedRequest captured) {
        try {
            return Instant.ofEpochSecond(
                    Long.parseLong(
                            TrroRequest.of(captured.received()).requiredCommon("Timestamp")));
        } catch (TrroException e) {
            throw new AssertionError(e);
        }
    }
}

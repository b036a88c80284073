package io.sessionstats.api.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.api.CapturedRequest;
import io.sessionstats.api.RequestHead.Header;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a head, the answer is a key or one of the failures. */
class SignatureV4FuzzTest {

    private static final int MUTANTS = 20_000;

    private static final String[] FRAGMENTS = {
        "",
        " ",
        ",",
        "=",
        ";",
        "/",
        "//",
        "/../",
        "%",
        "%2",
        "%zz",
        "%00",
        "%C3",
        "&",
        "&&=&",
        "\t",
        "\n",
        "\u0000",
        "é",
        "\uD800",
        "\uFFFF",
        "AWS4-HMAC-SHA256 ",
        "Credential=",
        "SignedHeaders=",
        "Signature=",
        "host;",
        "x-amz-date;",
        "aws4_request",
        "99999999T999999Z",
        "+9999999T000000Z",
        "-0010101T000000Z",
        "a".repeat(10_000),
        ",=".repeat(3_000),
        ";".repeat(8_000),
        "/".repeat(8_000),
        "%".repeat(5_000)
    };

    private static final String[] NAMES = {
        "Authorization",
        "Host",
        "X-Amz-Date",
        "X-Amz-Content-Sha256",
        "X-Amz-Security-Token",
        "Date",
        "",
        "\u0130",
        "content-type"
    };

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void changedHeadIsVerifiedOrRefused(long seed) {
        Random random = new Random(seed);
        List<CapturedRequest> captures = Captures.all().toList();
        int verified = 0;
        for (int i = 0; i < MUTANTS; i++) {
            CapturedRequest original = captures.get(random.nextInt(captures.size()));
            CapturedRequest mutant = original;
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                mutant = changed(mutant, random);
            }
            Instant now = Captures.signedAt(original);
            try {
                SignatureV4.verify(
                        mutant.received(), id -> Captures.KEY, now, Duration.ofMinutes(5));
                verified++;
            } catch (AuthenticationException e) {
                assertThat(e.getMessage()).hasSizeBetween(10, 400);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", mutant " + i + " of " + mutant, e);
            }
        }
        // Some changes are of what nobody signs, most are not.
        assertThat(verified).isBetween(1, MUTANTS / 2);
    }

    private static CapturedRequest changed(CapturedRequest request, Random random) {
        List<Header> headers = new ArrayList<>(request.head().headers());
        int place = headers.isEmpty() ? -1 : random.nextInt(headers.size());
        switch (random.nextInt(8)) {
            case 0 -> {
                return request.withPath(path -> changed(path, random));
            }
            case 1 -> {
                return request.withQuery(query -> changed(query == null ? "" : query, random));
            }
            case 2 -> {
                return request.withMethod(changed(request.head().method(), random));
            }
            case 3 -> headers.add(new Header(oneOf(NAMES, random), oneOf(FRAGMENTS, random)));
            case 4 -> {
                if (place >= 0) {
                    headers.remove(place);
                }
            }
            case 5 -> {
                if (place >= 0) {
                    headers.add(headers.get(place));
                }
            }
            default -> {
                if (place >= 0) {
                    Header header = headers.get(place);
                    headers.set(place, new Header(header.name(), changed(header.value(), random)));
                }
            }
        }
        return request.withHeaders(headers);
    }

    /** Puts a fragment in, cuts something out, or changes a character. */
    private static String changed(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(20));
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, from) + oneOf(FRAGMENTS, random) + text.substring(from);
            case 1 -> text.substring(0, from) + text.substring(to);
            default ->
                    text.substring(0, from)
                            + (char) random.nextInt(random.nextBoolean() ? 128 : 65536)
                            + text.substring(Math.min(text.length(), from + 1));
        };
    }

    private static String oneOf(String[] texts, Random random) {
        return texts[random.nextInt(texts.length)];
    }
}

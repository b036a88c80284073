package io.sessionstats.ingest;

import static io.sessionstats.ingest.RejectedException.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.sessionstats.usage.RateCard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads a rate card: {@code {"instanceTypes": {"m5.xlarge": "0.192"}, "licenseProducts":
 * {"maya-2026": 0.35}}}. Either member may be left out; rates are as the {@code hourlyRateUsd} of
 * events. As strict as events are: what is unknown or there twice is refused, since a price that is
 * passed over would go unnoticed.
 */
public final class RateCardJson {

    private static final String INSTANCE_TYPES = "instanceTypes";
    private static final String LICENSE_PRODUCTS = "licenseProducts";
    private static final String A_CARD =
            "a JSON object with the members " + INSTANCE_TYPES + " and " + LICENSE_PRODUCTS;
    private static final String RATES = "an object of names and rates";

    private RateCardJson() {}

    /**
     * The card that the bytes are.
     *
     * @throws IllegalArgumentException if they are none; the message, one line, names the member,
     *     what stands there and what was expected
     */
    public static RateCard parse(byte[] json) {
        try {
            StrictUtf8.requireUtf8(json, "the file");
            return card(json);
        } catch (RejectedException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static RateCard card(byte[] json) throws RejectedException {
        try (JsonParser parser = new JsonParsers().parser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("the file", json.length == 0 ? "empty" : "no object", A_CARD);
            }
            Map<String, Map<String, Long>> ratesByMember = new HashMap<>();
            String member;
            while ((member = parser.nextFieldName()) != null) {
                if (!member.equals(INSTANCE_TYPES) && !member.equals(LICENSE_PRODUCTS)) {
                    throw malformed(Printable.shortened(member), "unknown", A_CARD);
                }
                if (ratesByMember.put(member, rates(member, parser)) != null) {
                    throw malformed(member, "there more than once", "it once");
                }
            }
            if (parser.nextToken() != null) {
                throw malformed("the file", "text after the JSON object", "one JSON object");
            }
            return new RateCard(
                    ratesByMember.getOrDefault(INSTANCE_TYPES, Map.of()),
                    ratesByMember.getOrDefault(LICENSE_PRODUCTS, Map.of()));
        } catch (StreamConstraintsException e) {
            throw malformed("the file", "JSON nested too deep", A_CARD);
        } catch (JsonProcessingException e) {
            throw malformed(
                    "the file", "not JSON: " + Printable.sentence(e.getOriginalMessage()), A_CARD);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static Map<String, Long> rates(String member, JsonParser parser)
            throws IOException, RejectedException {
        JsonToken token = parser.nextToken();
        if (token != JsonToken.START_OBJECT) {
            throw malformed(member, found(token, parser), RATES);
        }
        Map<String, Long> rates = new HashMap<>();
        String name;
        while ((name = parser.nextFieldName()) != null) {
            String path = member + "." + Printable.quoted(name);
            if (!SessionEventRules.isName(name, true)) {
                throw malformed(path, "no such name", SessionEventRules.A_STORABLE_NAME);
            }
            if (rates.put(name, microUsd(path, parser)) != null) {
                throw malformed(path, "there more than once", "each name once");
            }
        }
        return rates;
    }

    private static long microUsd(String path, JsonParser parser)
            throws IOException, RejectedException {
        JsonToken token = parser.nextToken();
        boolean maybeRate = token.isNumeric() || token == JsonToken.VALUE_STRING;
        long microUsd = maybeRate ? HourlyRate.microUsd(parser.getText()) : HourlyRate.INVALID;
        if (microUsd == HourlyRate.INVALID) {
            throw malformed(path, found(token, parser), SessionEventRules.A_RATE);
        }
        return microUsd;
    }

    private static String found(JsonToken token, JsonParser parser) throws IOException {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> Printable.quoted(parser.getText());
            default -> Printable.shortened(parser.getText());
        };
    }
}

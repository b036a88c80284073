package io.sessionstats.api.deadline;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessionstats.calendar.Period;
import io.sessionstats.usage.UsageDimension;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An aggregation's request as the store keeps it, for the servers that answer for it later: JSON
 * with a version. Equal requests have equal texts, so that a call that is repeated is seen to be
 * the same.
 */
final class StoredRequest {

    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private StoredRequest() {}

    static String text(AggregationRequest request) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("farmId", request.farmId());
            json.writeStringField("filter", request.filter().name());
            writeTexts(json, "resourceIds", request.resourceIds());
            json.writeNumberField("startMillis", request.startMillis());
            json.writeNumberField("endMillis", request.endMillis());
            writeTexts(json, "groupBy", request.groupBy().stream().map(Enum::name).toList());
            writeTexts(json, "statistics", request.statistics().stream().map(Enum::name).toList());
            if (request.period() != null) {
                json.writeStringField("period", request.period().name());
            }
            json.writeStringField("zone", request.zone().getId());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text.toString();
    }

    /**
     * Reads what {@link #text} has written.
     *
     * @throws IllegalArgumentException if it has not: another release has, or somebody
     */
    static AggregationRequest parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.path("version").asInt() != VERSION) {
                throw new IllegalArgumentException("a stored request of another version");
            }
            List<UsageDimension> groupBy = new ArrayList<>();
            json.required("groupBy").forEach(e -> groupBy.add(UsageDimension.valueOf(e.asText())));
            Set<Statistic> statistics = new TreeSet<>();
            json.required("statistics").forEach(e -> statistics.add(Statistic.valueOf(e.asText())));
            List<String> resourceIds = new ArrayList<>();
            json.required("resourceIds").forEach(e -> resourceIds.add(e.asText()));
            return new AggregationRequest(
                    json.required("farmId").asText(),
                    UsageDimension.valueOf(json.required("filter").asText()),
                    resourceIds,
                    json.required("startMillis").asLong(),
                    json.required("endMillis").asLong(),
                    groupBy,
                    statistics,
                    json.has("period") ? Period.valueOf(json.get("period").asText()) : null,
                    ZoneId.of(json.required("zone").asText()));
        } catch (IOException e) {
            throw new IllegalArgumentException("a stored request that is not JSON", e);
        }
    }

    private static void writeTexts(JsonGenerator json, String name, List<String> texts)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}

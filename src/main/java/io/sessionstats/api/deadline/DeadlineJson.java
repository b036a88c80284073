package io.sessionstats.api.deadline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.sessionstats.store.Aggregation;
import io.sessionstats.store.AggregationRow;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsageFigures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Writes the bodies of answers. A member without a value is left out, never null; doubles are the
 * shortest that read back as the same, counts are integers, times are in UTC with a {@code Z}.
 */
final class DeadlineJson {

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

    private DeadlineJson() {}

    static byte[] fault(DeadlineFault fault) {
        DeadlineFault.Details details = fault.details();
        return object(
                json -> {
                    json.writeStringField("message", fault.getMessage());
                    if (details.reason() != null) {
                        json.writeStringField("reason", details.reason().name());
                    }
                    if (!details.fields().isEmpty()) {
                        json.writeArrayFieldStart("fieldList");
                        for (FieldFault field : details.fields()) {
                            json.writeStartObject();
                            json.writeStringField("name", field.name());
                            json.writeStringField("message", field.message());
                            json.writeEndObject();
                        }
                        json.writeEndArray();
                    }
                    if (details.resourceId() != null) {
                        json.writeStringField("resourceId", details.resourceId());
                        json.writeStringField("resourceType", details.resourceType());
                    }
                });
    }

    static byte[] started(String aggregationId) {
        return object(json -> json.writeStringField("aggregationId", aggregationId));
    }

    /** The answer to a Get that has no rows to show. */
    static byte[] state(Aggregation.State state, String message) {
        return object(json -> writeState(json, state, message));
    }

    /**
     * A page of a completed aggregation.
     *
     * @param message null for none
     * @param nextToken null on the last page
     */
    static byte[] page(
            AggregationRequest request,
            List<AggregationRow> rows,
            String message,
            String nextToken) {
        return object(
                json -> {
                    json.writeArrayFieldStart("statistics");
                    for (AggregationRow row : rows) {
                        writeRow(json, request, row);
                    }
                    json.writeEndArray();
                    writeState(json, Aggregation.State.COMPLETED, message);
                    if (nextToken != null) {
                        json.writeStringField("nextToken", nextToken);
                    }
                });
    }

    private static void writeState(JsonGenerator json, Aggregation.State state, String message)
            throws IOException {
        json.writeStringField("status", state.name());
        if (message != null) {
            json.writeStringField("statusMessage", message);
        }
    }

    private static void writeRow(JsonGenerator json, AggregationRequest request, AggregationRow row)
            throws IOException {
        UsageFigures figures = row.usage().figures();
        json.writeStartObject();
        for (int i = 0; i < request.groupBy().size(); i++) {
            UsageDimension dimension = request.groupBy().get(i);
            String value = row.usage().group().get(i);
            if (value != null) {
                json.writeStringField(member(dimension), value);
            }
            if (dimension == UsageDimension.JOB_ID && row.jobName() != null) {
                json.writeStringField("jobName", row.jobName());
            }
        }
        json.writeNumberField("count", figures.sessions());
        Set<Statistic> statistics = request.statistics();
        json.writeObjectFieldStart("costInUsd");
        for (Statistic statistic : statistics) {
            json.writeNumberField(member(statistic), cost(figures, statistic));
        }
        json.writeEndObject();
        json.writeObjectFieldStart("runtimeInSeconds");
        for (Statistic statistic : statistics) {
            json.writeNumberField(member(statistic), runtime(figures, statistic));
        }
        json.writeEndObject();
        json.writeStringField("aggregationStartTime", time(row.usage().startMillis()));
        json.writeStringField("aggregationEndTime", time(row.usage().endMillis()));
        json.writeEndObject();
    }

    private static double cost(UsageFigures figures, Statistic statistic) {
        return switch (statistic) {
            case SUM -> figures.costSumUsd();
            case MIN -> figures.costMinUsd();
            case MAX -> figures.costMaxUsd();
            case AVG -> figures.costAverageUsd();
        };
    }

    private static double runtime(UsageFigures figures, Statistic statistic) {
        return switch (statistic) {
            case SUM -> figures.runtimeSumSeconds();
            case MIN -> figures.runtimeMinSeconds();
            case MAX -> figures.runtimeMaxSeconds();
            case AVG -> figures.runtimeAverageSeconds();
        };
    }

    private static String member(Statistic statistic) {
        return switch (statistic) {
            case SUM -> "sum";
            case MIN -> "min";
            case MAX -> "max";
            case AVG -> "avg";
        };
    }

    private static String member(UsageDimension dimension) {
        return switch (dimension) {
            case QUEUE_ID -> "queueId";
            case FLEET_ID -> "fleetId";
            case JOB_ID -> "jobId";
            case USER_ID -> "userId";
            case USAGE_TYPE -> "usageType";
            case INSTANCE_TYPE -> "instanceType";
            case LICENSE_PRODUCT -> "licenseProduct";
        };
    }

    private static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }

    private static byte[] object(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }
}

package io.sessionstats.api.deadline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessionstats.calendar.Period;
import io.sessionstats.usage.UsageDimension;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the body of a Start, and notes all that is wrong with it. Unknown members are ignored, null
 * is as good as absent, and an empty body is one without members. No message repeats what was sent.
 */
final class StartBody {

    private static final ObjectMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(20)
                                                    .maxNameLength(1_000)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    // Shared tables of names would keep those of strangers
                                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final Pattern FARM_ID = Pattern.compile("farm-[0-9a-f]{32}");
    private static final Pattern QUEUE_ID = Pattern.compile("queue-[0-9a-f]{32}");
    private static final Pattern FLEET_ID = Pattern.compile("fleet-[0-9a-f]{32}");
    private static final int RESOURCES_MAX = 10;
    private static final int GROUPS_MAX = 2;

    /** Ranges are cut here, so that all that follows has years of four digits. */
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:00:00Z");

    private static final String TIME_EXPECTED =
            "expected a date-time as in RFC 3339, such as 2025-11-24T10:00:00Z";

    private enum WirePeriod {
        HOURLY(Period.HOUR),
        DAILY(Period.DAY),
        WEEKLY(Period.WEEK),
        MONTHLY(Period.MONTH);

        private final Period period;

        WirePeriod(Period period) {
            this.period = period;
        }
    }

    private final List<FieldFault> faults;

    private StartBody(List<FieldFault> faults) {
        this.faults = faults;
    }

    /** Whether it is the id of a farm, by its form. */
    static boolean isFarmId(String text) {
        return FARM_ID.matcher(text).matches();
    }

    /** Notes a farm's id that is none. */
    static void checkFarmId(String farmId, List<FieldFault> faults) {
        if (!isFarmId(farmId)) {
            faults.add(new FieldFault("farmId", "expected farm- and 32 lower-case hex digits"));
        }
    }

    /**
     * Reads a body.
     *
     * @param farmId from the path; noted, too, if it is none
     * @param faults takes what is wrong; if anything is, the result is not to be used, and is null
     * @throws DeadlineFault if it is no JSON object
     */
    static AggregationRequest parse(String farmId, byte[] body, List<FieldFault> faults)
            throws DeadlineFault {
        JsonNode json = json(body);
        checkFarmId(farmId, faults);
        return new StartBody(faults).request(farmId, json);
    }

    private static JsonNode json(byte[] body) throws DeadlineFault {
        if (body.length == 0) {
            return JSON.createObjectNode();
        }
        JsonNode json;
        try {
            json = JSON.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            throw DeadlineFault.unreadable("The body is not UTF-8");
        } catch (JsonProcessingException e) {
            throw DeadlineFault.unreadable(
                    "The body is not one JSON object, each of its members given once");
        }
        if (!json.isObject()) {
            throw DeadlineFault.unreadable("The body is not a JSON object");
        }
        return json;
    }

    private AggregationRequest request(String farmId, JsonNode json) {
        Set<String> resourceIds = new LinkedHashSet<>();
        UsageDimension filter = resources(member(json, "resourceIds"), resourceIds);
        Optional<Instant> start = time("startTime", member(json, "startTime"));
        Optional<Instant> end = time("endTime", member(json, "endTime"));
        if (start.isPresent() && end.isPresent()) {
            if (!start.get().isBefore(end.get())) {
                fault("endTime", "expected a time after startTime");
            } else if (!start.get().isBefore(END_OF_TIME)) {
                fault("startTime", "expected a time before " + END_OF_TIME);
            }
        }
        List<UsageDimension> groupBy =
                choices("groupBy", member(json, "groupBy"), UsageDimension.class, GROUPS_MAX);
        List<Statistic> statistics =
                choices(
                        "statistics",
                        member(json, "statistics"),
                        Statistic.class,
                        Statistic.values().length);
        WirePeriod period = period(member(json, "period"));
        ZoneId zone = zone(member(json, "timezone"));

        if (!faults.isEmpty()) {
            return null;
        }
        return new AggregationRequest(
                farmId,
                filter,
                List.copyOf(resourceIds),
                start.orElseThrow().toEpochMilli(),
                roundedUpMillis(end.orElseThrow()),
                groupBy,
                EnumSet.copyOf(statistics),
                period == null ? null : period.period,
                zone);
    }

    private static long roundedUpMillis(Instant time) {
        Instant capped = time.isAfter(END_OF_TIME) ? END_OF_TIME : time;
        return capped.plus(Duration.ofNanos(999_999)).toEpochMilli();
    }

    /** What the ids are of; null if that cannot be told. */
    private UsageDimension resources(JsonNode union, Set<String> ids) {
        String expected = "expected either queueIds or fleetIds";
        if (union == null) {
            fault("resourceIds", "required: " + expected);
            return null;
        }
        if (!union.isObject()) {
            fault("resourceIds", "expected an object with either queueIds or fleetIds");
            return null;
        }
        JsonNode queues = member(union, "queueIds");
        JsonNode fleets = member(union, "fleetIds");
        if ((queues == null) == (fleets == null)) {
            fault("resourceIds", expected + (queues == null ? "" : ", not both"));
        }
        if (queues != null) {
            ids("resourceIds.queueIds", queues, QUEUE_ID, "queue-", ids);
        }
        if (fleets != null) {
            ids("resourceIds.fleetIds", fleets, FLEET_ID, "fleet-", ids);
        }
        return queues == null ? UsageDimension.FLEET_ID : UsageDimension.QUEUE_ID;
    }

    private void ids(String name, JsonNode list, Pattern form, String prefix, Set<String> ids) {
        if (!isListOf(1, RESOURCES_MAX, list)) {
            fault(name, "expected a list of 1 to " + RESOURCES_MAX + " ids");
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode id = list.get(i);
            if (id.isTextual() && form.matcher(id.textValue()).matches()) {
                ids.add(id.textValue());
            } else {
                fault(element(name, i), "expected " + prefix + " and 32 lower-case hex digits");
            }
        }
    }

    private Optional<Instant> time(String name, JsonNode value) {
        if (value == null) {
            fault(name, "required: " + TIME_EXPECTED);
            return Optional.empty();
        }
        Optional<Instant> time =
                value.isTextual() ? Rfc3339.parse(value.textValue()) : Optional.empty();
        if (time.isEmpty()) {
            fault(name, TIME_EXPECTED);
        }
        return time;
    }

    private <E extends Enum<E>> List<E> choices(
            String name, JsonNode list, Class<E> type, int maximum) {
        String expected = oneOf(type);
        if (list == null || !isListOf(1, maximum, list)) {
            fault(
                    name,
                    (list == null ? "required: " : "")
                            + ("expected a list of 1 to " + maximum + ", each " + expected));
            return List.of();
        }
        List<E> choices = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            E choice = choice(list.get(i), type);
            if (choice == null) {
                fault(element(name, i), "expected " + expected);
            } else if (choices.contains(choice)) {
                fault(element(name, i), "expected no repeats");
            } else {
                choices.add(choice);
            }
        }
        return choices;
    }

    private WirePeriod period(JsonNode value) {
        WirePeriod period = value == null ? null : choice(value, WirePeriod.class);
        if (value != null && period == null) {
            fault("period", "expected " + oneOf(WirePeriod.class));
        }
        return period;
    }

    private ZoneId zone(JsonNode value) {
        if (value == null) {
            return ZoneOffset.UTC;
        }
        Optional<ZoneId> zone =
                value.isTextual() ? RequestedZone.parse(value.textValue()) : Optional.empty();
        if (zone.isEmpty()) {
            fault("timezone", RequestedZone.EXPECTED);
        }
        return zone.orElse(ZoneOffset.UTC);
    }

    private void fault(String name, String message) {
        faults.add(new FieldFault(name, message));
    }

    /** Null if it is absent or null. */
    private static JsonNode member(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static boolean isListOf(int minimum, int maximum, JsonNode list) {
        return list.isArray() && list.size() >= minimum && list.size() <= maximum;
    }

    private static String element(String name, int index) {
        return name + "[" + index + "]";
    }

    /** Null if the value names none of them. */
    private static <E extends Enum<E>> E choice(JsonNode value, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (value.isTextual() && value.textValue().equals(constant.name())) {
                return constant;
            }
        }
        return null;
    }

    private static <E extends Enum<E>> String oneOf(Class<E> type) {
        return "one of "
                + String.join(
                        ", ", Arrays.stream(type.getEnumConstants()).map(Enum::name).toList());
    }
}

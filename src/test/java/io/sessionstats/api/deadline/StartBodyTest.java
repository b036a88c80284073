package io.sessionstats.api.deadline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.calendar.Period;
import io.sessionstats.usage.UsageDimension;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies are written with single quotes; Q and F stand for 32 hex digits. */
class StartBodyTest {

    private static final String HEX = "0123456789abcdef0123456789abcdef";
    private static final String HEX_2 = "fedcba9876543210fedcba9876543210";
    private static final String FARM = "farm-" + HEX;
    private static final String VALID =
            "{'resourceIds':{'queueIds':['queue-Q']},'startTime':'2025-11-24T10:00:00Z',"
                    + "'endTime':'2025-11-25T18:00:00Z','groupBy':['USER_ID'],'statistics':['SUM']}";

    private final List<FieldFault> faults = new ArrayList<>();

    @Test
    void leastRequestHasTheDefaults() throws DeadlineFault {
        AggregationRequest request = parse(VALID);

        assertThat(request)
                .isEqualTo(
                        new AggregationRequest(
                                FARM,
                                UsageDimension.QUEUE_ID,
                                List.of("queue-" + HEX),
                                Instant.parse("2025-11-24T10:00:00Z").toEpochMilli(),
                                Instant.parse("2025-11-25T18:00:00Z").toEpochMilli(),
                                List.of(UsageDimension.USER_ID),
                                Set.of(Statistic.SUM),
                                null,
                                ZoneOffset.UTC));
    }

    @Test
    void fullRequestIsReadAndStoredAsItIs() throws DeadlineFault {
        AggregationRequest request =
                parse(
                        "{'resourceIds':{'queueIds':null,'fleetIds':['fleet-F','fleet-Q','fleet-F'],"
                                + "'more':1},'startTime':'2025-11-24T10:00:00.0001+01:00',"
                                + "'endTime':'2025-11-25T18:00:00.0001Z',"
                                + "'groupBy':['JOB_ID','QUEUE_ID'],"
                                + "'statistics':['AVG','MAX','MIN','SUM'],'period':'WEEKLY',"
                                + "'timezone':'Europe/Berlin','clientToken':{'a':[{}]}}");

        assertThat(request)
                .isEqualTo(
                        new AggregationRequest(
                                FARM,
                                UsageDimension.FLEET_ID,
                                List.of("fleet-" + HEX_2, "fleet-" + HEX),
                                Instant.parse("2025-11-24T09:00:00Z").toEpochMilli(),
                                Instant.parse("2025-11-25T18:00:00.001Z").toEpochMilli(),
                                List.of(UsageDimension.JOB_ID, UsageDimension.QUEUE_ID),
                                Set.of(Statistic.values()),
                                Period.WEEK,
                                ZoneId.of("Europe/Berlin")));
        assertThat(StoredRequest.parse(StoredRequest.text(request))).isEqualTo(request);
    }

    @Test
    void requestsThatSayTheSameAreStoredAlike() throws DeadlineFault {
        AggregationRequest request = parse(VALID.replace("['SUM']", "['MAX','SUM']"));
        AggregationRequest other =
                parse(
                        VALID.replace("['SUM']", "['SUM','MAX']")
                                .replace("10:00:00Z", "11:00:00.000+01:00"));

        assertThat(StoredRequest.text(request)).isEqualTo(StoredRequest.text(other));
    }

    @Test
    void farEndIsCutSoThatItsYearKeepsFourDigits() throws DeadlineFault {
        AggregationRequest request =
                parse(VALID.replace("2025-11-25T18:00:00Z", "9999-12-31T23:59:59.9Z"));

        assertThat(Instant.ofEpochMilli(request.endMillis())).isEqualTo("9999-12-31T23:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'resourceIds':{'queueIds':['queue-Q']} | 'x':1 |"
                        + " resourceIds: required: expected either queueIds or fleetIds",
                "{'queueIds':['queue-Q']} | null |"
                        + " resourceIds: required: expected either queueIds or fleetIds",
                "{'queueIds':['queue-Q']} | [] |"
                        + " resourceIds: expected an object with either queueIds or fleetIds",
                "{'queueIds':['queue-Q']} | {} | resourceIds: expected either queueIds or fleetIds",
                "{'queueIds':['queue-Q']} | {'queueIds':['queue-Q'],'fleetIds':['fleet-Q']} |"
                        + " resourceIds: expected either queueIds or fleetIds, not both",
                "['queue-Q'] | [] | resourceIds.queueIds: expected a list of 1 to 10 ids",
                "['queue-Q'] | 'queue-Q' | resourceIds.queueIds: expected a list of 1 to 10 ids",
                "['queue-Q'] | [1,2,3,4,5,6,7,8,9,10,11] |"
                        + " resourceIds.queueIds: expected a list of 1 to 10 ids",
                "['queue-Q'] | ['queue-Q','queue-F','fleet-Q'] |"
                        + " resourceIds.queueIds[2]: expected queue- and 32 lower-case hex digits",
                "['queue-Q'] | [null] |"
                        + " resourceIds.queueIds[0]: expected queue- and 32 lower-case hex digits",
                "{'queueIds':['queue-Q']} | {'fleetIds':['fleet-Q','x']} |"
                        + " resourceIds.fleetIds[1]: expected fleet- and 32 lower-case hex digits",
                "'startTime': | 'a': | startTime: required: expected a date-time as in RFC 3339,"
                        + " such as 2025-11-24T10:00:00Z",
                "'2025-11-24T10:00:00Z' | 1763978400 | startTime: expected a date-time as in RFC"
                        + " 3339, such as 2025-11-24T10:00:00Z",
                "'2025-11-25T18:00:00Z' | 'later' | endTime: expected a date-time as in RFC 3339,"
                        + " such as 2025-11-24T10:00:00Z",
                "'endTime': | 'b': | endTime: required: expected a date-time as in RFC 3339,"
                        + " such as 2025-11-24T10:00:00Z",
                "2025-11-25T18 | 2025-11-24T10 | endTime: expected a time after startTime",
                "'2025-11-24T10:00:00Z','endTime':'2025-11-25T18:00:00Z' |"
                        + " '9999-12-31T23:00:00Z','endTime':'9999-12-31T23:00:01Z' |"
                        + " startTime: expected a time before 9999-12-31T23:00:00Z",
                "'groupBy': | 'c': | groupBy: required: expected a list of 1 to 2, each one of"
                        + " QUEUE_ID, FLEET_ID, JOB_ID, USER_ID, USAGE_TYPE, INSTANCE_TYPE,"
                        + " LICENSE_PRODUCT",
                "['USER_ID'] | ['USER_ID','JOB_ID','QUEUE_ID'] | groupBy: expected a list of 1 to"
                        + " 2, each one of QUEUE_ID, FLEET_ID, JOB_ID, USER_ID, USAGE_TYPE,"
                        + " INSTANCE_TYPE, LICENSE_PRODUCT",
                "['USER_ID'] | ['USER_ID','user_id'] | groupBy[1]: expected one of QUEUE_ID,"
                        + " FLEET_ID, JOB_ID, USER_ID, USAGE_TYPE, INSTANCE_TYPE, LICENSE_PRODUCT",
                "['USER_ID'] | ['USER_ID','USER_ID'] | groupBy[1]: expected no repeats",
                "['SUM'] | [] | statistics: expected a list of 1 to 4, each one of SUM, MIN, MAX,"
                        + " AVG",
                "['SUM'] | ['SUM','MEAN'] | statistics[1]: expected one of SUM, MIN, MAX, AVG",
                "['SUM'] | ['SUM','MAX','SUM'] | statistics[2]: expected no repeats",
                "['SUM'] | {'SUM':1} | statistics: expected a list of 1 to 4, each one of SUM, MIN,"
                        + " MAX, AVG",
                "'statistics' | 'period':'HOUR','statistics' | period: expected one of HOURLY,"
                        + " DAILY, WEEKLY, MONTHLY",
                "'statistics' | 'period':5,'statistics' | period: expected one of HOURLY, DAILY,"
                        + " WEEKLY, MONTHLY",
                "'statistics' | 'timezone':'UTC-8','statistics' | timezone: expected UTC+HH:MM or"
                        + " UTC-HH:MM up to 18 hours, such as UTC-08:00, or an IANA time zone, such"
                        + " as Europe/Berlin",
                "'statistics' | 'timezone':-8,'statistics' | timezone: expected UTC+HH:MM or"
                        + " UTC-HH:MM up to 18 hours, such as UTC-08:00, or an IANA time zone, such"
                        + " as Europe/Berlin",
            })
    void whatIsWrongIsNamedWithWhatWasExpected(String part, String instead, String fault)
            throws DeadlineFault {
        assertThat(VALID).contains(part);

        assertThat(parse(VALID.replace(part, instead))).isNull();

        assertThat(faults)
                .extracting(field -> field.name() + ": " + field.message())
                .containsExactly(fault);
    }

    @Test
    void allFaultsAreNamedTogether() throws DeadlineFault {
        StartBody.parse(
                "farm-1",
                json(
                        "{'resourceIds':{'queueIds':['x','queue-Q','y'],'fleetIds':[]},"
                                + "'startTime':1,'endTime':'z','groupBy':['A','JOB_ID'],"
                                + "'statistics':[],'period':'','timezone':''}"),
                faults);

        assertThat(faults)
                .extracting(FieldFault::name)
                .containsExactly(
                        "farmId",
                        "resourceIds",
                        "resourceIds.queueIds[0]",
                        "resourceIds.queueIds[2]",
                        "resourceIds.fleetIds",
                        "startTime",
                        "endTime",
                        "groupBy[0]",
                        "statistics",
                        "period",
                        "timezone");
    }

    @Test
    void emptyBodyLacksAllThatIsRequired() throws DeadlineFault {
        assertThat(parse("")).isNull();

        assertThat(faults)
                .extracting(FieldFault::name)
                .containsExactly("resourceIds", "startTime", "endTime", "groupBy", "statistics");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "'text'",
                "{} {}",
                "{'a':1,'a':2}",
                "{'resourceIds':{'x':1,'x':1}}",
                "{a:1}",
                "{'a':NaN}",
                "// comment\n{}",
                "{'a':1,}",
                " ",
                "\uFEFF{}",
            })
    void whatIsNoJsonObjectCannotBeParsed(String body) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOfSatisfying(
                        DeadlineFault.class,
                        fault ->
                                assertThat(fault.details().reason())
                                        .isEqualTo(DeadlineFault.Reason.CANNOT_PARSE));
    }

    @Test
    void deepNestingAndOtherEncodingsCannotBeParsed() {
        String deep = "{'a':" + "[".repeat(30_000) + "]".repeat(30_000) + "}";

        assertThatThrownBy(() -> parse(deep)).isInstanceOf(DeadlineFault.class);
        assertThatThrownBy(() -> StartBody.parse(FARM, "{\"é\":1}".getBytes(ISO_8859_1), faults))
                .isInstanceOf(DeadlineFault.class);
    }

    private AggregationRequest parse(String body) throws DeadlineFault {
        return StartBody.parse(FARM, json(body), faults);
    }

    private static byte[] json(String body) {
        return body.replace("-Q", "-" + HEX)
                .replace("-F", "-" + HEX_2)
                .replace('\'', '"')
                .getBytes(UTF_8);
    }
}

package io.sessionstats.api.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GetQueryTest {

    private static final String ID = "92b35143f2d04641979bc9b777232f38";

    private final List<FieldFault> faults = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "aggregationId=ID, 100, none",
                "nextToken=a%2Bb%2fc%3D%3D&maxResults=25&aggregationId=ID, 25, a+b/c==",
                "maxResults=1&aggregationId=ID&x=1&x=2&&=, 1, none",
                "aggregationId=ID&nextToken=a+b, 100, a+b",
                "aggregation%49d=ID&maxResults=%31%30%30, 100, none",
                "aggregationId=ID&nextToken=a=b, 100, a=b",
            })
    void parametersAreReadInAnyOrderAndUnknownOnesIgnored(
            String query, int maxResults, String nextToken) {
        GetQuery parsed = GetQuery.parse(query.replace("ID", ID), faults);

        assertThat(faults).isEmpty();
        assertThat(parsed).isEqualTo(new GetQuery(ID, maxResults, nextToken));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "none | aggregationId: required",
                "'' | aggregationId: required",
                "aggregationid=ID | aggregationId: required",
                "aggregationId | aggregationId: expected 32 lower-case hex digits",
                "aggregationId=abc | aggregationId: expected 32 lower-case hex digits",
                "aggregationId=ID%0A | aggregationId: expected 32 lower-case hex digits",
                "aggregationId=%zz | aggregationId: expected 32 lower-case hex digits",
                "aggregationId=%C3%28 | aggregationId: expected 32 lower-case hex digits",
                "aggregationId=ID&aggregationId=ID | aggregationId: expected only once",
                "aggregationId=ID&maxResults=0 | maxResults: expected a whole number from 1 to 100",
                "aggregationId=ID&maxResults=101 | maxResults: expected a whole number from 1 to"
                        + " 100",
                "aggregationId=ID&maxResults=-1 | maxResults: expected a whole number from 1 to"
                        + " 100",
                "aggregationId=ID&maxResults=1.0 | maxResults: expected a whole number from 1 to"
                        + " 100",
                "aggregationId=ID&maxResults= | maxResults: expected a whole number from 1 to 100",
                "aggregationId=ID&maxResults=99999999999999999999 | maxResults: expected a whole"
                        + " number from 1 to 100",
                "aggregationId=ID&maxResults=5&maxResults=5 | maxResults: expected only once",
            })
    void whatIsWrongIsNamed(String query, String fault) {
        GetQuery.parse(query == null ? null : query.replace("ID", ID), faults);

        assertThat(faults)
                .extracting(field -> field.name() + ": " + field.message())
                .containsExactly(fault);
    }

    @Test
    void tokenThatIsTooLongIsNotLookedAt() {
        GetQuery.parse("aggregationId=" + ID + "&nextToken=" + "a".repeat(4097), faults);

        assertThat(faults)
                .containsExactly(new FieldFault("nextToken", "expected at most 4096 characters"));
    }

    @Test
    void allFaultsAreNamedTogether() {
        GetQuery.parse("maxResults=x", faults);

        assertThat(faults)
                .extracting(FieldFault::name)
                .containsExactly("aggregationId", "maxResults");
    }
}

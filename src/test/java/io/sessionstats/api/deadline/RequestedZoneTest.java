package io.sessionstats.api.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestedZoneTest {

    @ParameterizedTest
    @CsvSource({
        "UTC-08:00, -08:00",
        "UTC+05:30, +05:30",
        "UTC+05:45, +05:45",
        "UTC+00:00, Z",
        "UTC-00:00, Z",
        "UTC-18:00, -18:00",
        "UTC+18:00, +18:00",
        "UTC-00:30, -00:30",
        "UTC, UTC",
        "Europe/Berlin, Europe/Berlin",
        "America/Argentina/Buenos_Aires, America/Argentina/Buenos_Aires",
        "EST, Etc/GMT+5",
        "MST, Etc/GMT+7",
        "HST, Etc/GMT+10",
        "ROC, Asia/Taipei",
        "GMT+0, Etc/GMT",
        "GMT-0, Etc/GMT",
        "GMT0, GMT0",
    })
    void offsetsAndNamesAreRead(String text, String zone) {
        assertThat(RequestedZone.parse(text)).contains(ZoneId.of(zone));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "utc-08:00",
                "UTC-8:00",
                "UTC-0800",
                "UTC 08:00",
                "UTC+18:01",
                "UTC+19:00",
                "UTC+05:60",
                "UTC-08:00 ",
                "GMT+8",
                "+08:00",
                "Z",
                "europe/berlin",
                "Europe/Bonn",
                "SystemV/PST8PDT",
                "EST5EDT4",
            })
    void anythingElseIsRefused(String text) {
        assertThat(RequestedZone.parse(text)).isEmpty();
    }
}

package io.sessionstats.bench.events;

import java.time.LocalDate;
import java.util.concurrent.TimeUnit;

/** Writes instants as ISO-8601 in UTC, with milliseconds. For use by one thread. */
final class UtcText {

    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private long lastDay = Long.MIN_VALUE;
    private String lastDate;

    void append(StringBuilder text, long epochMillis) {
        long day = Math.floorDiv(epochMillis, DAY_MILLIS);
        if (day != lastDay) {
            lastDay = day;
            lastDate = LocalDate.ofEpochDay(day).toString();
        }
        int millis = (int) Math.floorMod(epochMillis, DAY_MILLIS);
        text.append(lastDate).append('T');
        twoDigits(text, millis / 3_600_000);
        text.append(':');
        twoDigits(text, millis / 60_000 % 60);
        text.append(':');
        twoDigits(text, millis / 1000 % 60);
        text.append('.').append((char) ('0' + millis / 100 % 10));
        twoDigits(text, millis % 100);
        text.append('Z');
    }

    private static void twoDigits(StringBuilder text, int value) {
        text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }
}

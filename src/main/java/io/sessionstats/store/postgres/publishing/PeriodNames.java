package io.sessionstats.store.postgres.publishing;

import io.sessionstats.calendar.Period;
import io.sessionstats.store.StatisticsRowFormat;

/** How the store names periods, by their code in a row. */
final class PeriodNames {

    private static final byte[][] BY_CODE = byCode();

    private PeriodNames() {}

    static byte[] of(int code) {
        return BY_CODE[code];
    }

    private static byte[][] byCode() {
        byte[][] names = new byte[Period.values().length + 1][];
        for (int code = 1; code < names.length; code++) {
            names[code] = BinaryRows.ascii(StatisticsRowFormat.period(code).name());
        }
        return names;
    }
}

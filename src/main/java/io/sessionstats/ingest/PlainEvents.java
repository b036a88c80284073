package io.sessionstats.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sessionstats.session.PackedEvent;
import io.sessionstats.session.Quality;
import java.util.Arrays;

/**
 * Reads events in their plain spelling, straight from their bytes and several times as fast as a
 * JSON parser: one flat object of known members, each there once, ASCII without escapes, the time
 * in UTC with three digits of fraction or none or as an integer, the rate without an exponent.
 * Whatever else there is, right or wrong, is left to {@link SessionEventJson}: what is read here is
 * what would be read there. For one thread.
 */
final class PlainEvents {

    private static final int TYPE = 0;
    private static final int SESSION_ID = 1;
    private static final int TIME = 2;
    private static final int FARM_ID = 3;
    private static final int PROJECT_ID = 4;
    private static final int QUEUE_ID = 5;
    private static final int FLEET_ID = 6;
    private static final int JOB_ID = 7;
    private static final int JOB_NAME = 8;
    private static final int USER_ID = 9;
    private static final int WORKER_ID = 10;
    private static final int INSTANCE_TYPE = 11;
    private static final int LICENSE_PRODUCT = 12;
    private static final int USAGE_TYPE = 13;
    private static final int HOURLY_RATE_USD = 14;
    private static final int FIELD_DEVICE_ID = 15;
    private static final int REMOTE_DEVICE_IDS = 16;
    private static final int QUALITY = 17;

    private static final byte[][] NAMES = {
        ascii("type"),
        ascii("sessionId"),
        ascii("time"),
        ascii("farmId"),
        ascii("projectId"),
        ascii("queueId"),
        ascii("fleetId"),
        ascii("jobId"),
        ascii("jobName"),
        ascii("userId"),
        ascii("workerId"),
        ascii("instanceType"),
        ascii("licenseProduct"),
        ascii("usageType"),
        ascii("hourlyRateUsd"),
        ascii("fieldDeviceId"),
        ascii("remoteDeviceIds"),
        ascii("quality")
    };

    private static final int[] FARM_TEXTS = {
        QUEUE_ID, FLEET_ID, JOB_ID, JOB_NAME, USER_ID, WORKER_ID, INSTANCE_TYPE, LICENSE_PRODUCT
    };

    private static final byte[] STARTED = ascii("SESSION_STARTED");
    private static final byte[] ENDED = ascii("SESSION_ENDED");
    private static final byte[] COMPUTE = ascii("COMPUTE");
    private static final byte[] LICENSE = ascii("LICENSE");
    private static final byte[] GOOD = ascii("GOOD");
    private static final byte[] NORMAL = ascii("NORMAL");
    private static final byte[] BAD = ascii("BAD");

    private static final int NAME_MAX = 128;
    private static final int INTEGER_DIGITS_MAX = 15;
    private static final int RATE_DIGITS_MAX = 6;
    private static final int RATE_DECIMALS_MAX = 6;
    private static final long MICROS = 1_000_000;
    private static final long NONE = Long.MIN_VALUE;

    private static final int[] DAYS_OF_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private final PackedEvent.Packer packer;
    private final int[] from = new int[NAMES.length];
    private final int[] to = new int[NAMES.length];
    private final int[] remoteFrom = new int[Members.MAX_ELEMENTS];
    private final int[] remoteTo = new int[Members.MAX_ELEMENTS];

    private byte[] json;
    private int at;
    private int remoteCount;
    private boolean timeIsText;

    PlainEvents(PackedEvent.Packer packer) {
        this.packer = packer;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /**
     * The event, or null where it is not in the plain spelling.
     *
     * @param earliestMillis the earliest time of an event, epoch milliseconds
     * @param latestMillis the latest
     */
    PackedEvent read(byte[] value, long earliestMillis, long latestMillis) {
        json = value;
        Arrays.fill(to, 0);
        remoteCount = 0;
        timeIsText = false;
        if (!readMembers()) {
            return null;
        }
        boolean start = is(TYPE, STARTED);
        if (!start && !is(TYPE, ENDED)) {
            return null;
        }
        boolean farm = to[FARM_ID] != 0;
        if (farm == (to[PROJECT_ID] != 0) || to[SESSION_ID] == 0 || to[TIME] == 0) {
            return null;
        }
        long timeMillis =
                timeIsText ? epochMillis(from[TIME], to[TIME]) : integer(from[TIME], to[TIME]);
        if (timeMillis == NONE || timeMillis < earliestMillis || timeMillis > latestMillis) {
            return null;
        }
        packer.begin(farm);
        pack(farm ? FARM_ID : PROJECT_ID);
        pack(SESSION_ID);
        packer.key();
        if (!start) {
            return packEnd(timeMillis);
        }
        if (farm) {
            if (!packFarm()) {
                return null;
            }
        } else {
            pack(FIELD_DEVICE_ID);
            packRemoteDevices();
        }
        return packer.packed(true, timeMillis, null);
    }

    private PackedEvent packEnd(long timeMillis) {
        Quality quality = null;
        if (to[QUALITY] != 0) {
            if (is(QUALITY, GOOD)) {
                quality = Quality.GOOD;
            } else if (is(QUALITY, NORMAL)) {
                quality = Quality.NORMAL;
            } else if (is(QUALITY, BAD)) {
                quality = Quality.BAD;
            } else {
                return null;
            }
        }
        return packer.packed(false, timeMillis, quality);
    }

    private boolean packFarm() {
        for (int member : FARM_TEXTS) {
            pack(member);
        }
        boolean license = is(USAGE_TYPE, LICENSE);
        if (to[USAGE_TYPE] != 0 && !license && !is(USAGE_TYPE, COMPUTE)) {
            return false;
        }
        long rate =
                to[HOURLY_RATE_USD] == 0
                        ? -1
                        : microUsd(from[HOURLY_RATE_USD], to[HOURLY_RATE_USD]);
        packer.usage(license, rate);
        return rate != NONE;
    }

    private void pack(int member) {
        packer.text(json, from[member], to[member]);
    }

    /** Sorted and each once, as a set is packed. */
    private void packRemoteDevices() {
        int count = 0;
        for (int i = 0; i < remoteCount; i++) {
            int place = count;
            int order = 1;
            while (place > 0 && (order = compare(i, place - 1)) < 0) {
                place--;
            }
            if (place > 0 && order == 0) {
                continue;
            }
            int start = remoteFrom[i];
            int end = remoteTo[i];
            System.arraycopy(remoteFrom, place, remoteFrom, place + 1, count - place);
            System.arraycopy(remoteTo, place, remoteTo, place + 1, count - place);
            remoteFrom[place] = start;
            remoteTo[place] = end;
            count++;
        }
        packer.count(count);
        for (int i = 0; i < count; i++) {
            packer.text(json, remoteFrom[i], remoteTo[i]);
        }
    }

    private int compare(int one, int other) {
        return Arrays.compare(
                json, remoteFrom[one], remoteTo[one], json, remoteFrom[other], remoteTo[other]);
    }

    private boolean is(int member, byte[] word) {
        return to[member] != 0
                && Arrays.equals(json, from[member], to[member], word, 0, word.length);
    }

    private boolean readMembers() {
        at = 0;
        skipSpace();
        if (!take('{')) {
            return false;
        }
        do {
            skipSpace();
            if (!take('"')) {
                return false;
            }
            int nameFrom = at;
            if (!skipText()) {
                return false;
            }
            int member = member(nameFrom, at - 1);
            skipSpace();
            if (member < 0 || to[member] != 0 || !take(':')) {
                return false;
            }
            skipSpace();
            if (!readValue(member)) {
                return false;
            }
            skipSpace();
        } while (take(','));
        if (!take('}')) {
            return false;
        }
        skipSpace();
        return at == json.length;
    }

    private boolean readValue(int member) {
        if (member == REMOTE_DEVICE_IDS) {
            return readRemoteDeviceIds();
        }
        boolean number = member == TIME || member == HOURLY_RATE_USD;
        if (take('"')) {
            from[member] = at;
            if (!skipText()) {
                return false;
            }
            to[member] = at - 1;
            timeIsText = member == TIME || timeIsText;
            int length = to[member] - from[member];
            return length > 0 && length <= NAME_MAX;
        }
        if (!number) {
            return false;
        }
        from[member] = at;
        if (!skipNumber()) {
            return false;
        }
        to[member] = at;
        return true;
    }

    /**
     * Goes on behind a number without a sign or an exponent; false if it is none. On the wrong kind
     * of event nobody looks at it again.
     */
    private boolean skipNumber() {
        int digits = skipDigits();
        if (digits == 0 || (digits > 1 && json[at - digits] == '0')) {
            return false;
        }
        return !take('.') || skipDigits() > 0;
    }

    private int skipDigits() {
        int start = at;
        while (at < json.length && isDigit(json[at])) {
            at++;
        }
        return at - start;
    }

    private boolean readRemoteDeviceIds() {
        if (!take('[')) {
            return false;
        }
        from[REMOTE_DEVICE_IDS] = at;
        skipSpace();
        if (!take(']')) {
            do {
                skipSpace();
                if (remoteCount == Members.MAX_ELEMENTS || !take('"')) {
                    return false;
                }
                remoteFrom[remoteCount] = at;
                if (!skipText()) {
                    return false;
                }
                remoteTo[remoteCount] = at - 1;
                int length = remoteTo[remoteCount] - remoteFrom[remoteCount];
                if (length == 0 || length > NAME_MAX) {
                    return false;
                }
                remoteCount++;
                skipSpace();
            } while (take(','));
            if (!take(']')) {
                return false;
            }
        }
        to[REMOTE_DEVICE_IDS] = at;
        return true;
    }

    /** Goes on behind the quotation mark that ends a text; false if it is no plain one. */
    private boolean skipText() {
        byte[] bytes = json;
        for (int i = at; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '"') {
                at = i + 1;
                return true;
            }
            if (b < ' ' || b == '\\') { // What is not ASCII is negative
                return false;
            }
        }
        return false;
    }

    private void skipSpace() {
        while (at < json.length
                && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
    }

    private boolean take(char c) {
        if (at < json.length && json[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private int member(int start, int end) {
        int member =
                switch (end - start) {
                    case 4 -> json[start + 1] == 'y' ? TYPE : TIME;
                    case 5 -> JOB_ID;
                    case 6 -> json[start] == 'f' ? FARM_ID : USER_ID;
                    case 7 ->
                            switch (json[start]) {
                                case 'j' -> JOB_NAME;
                                case 'f' -> FLEET_ID;
                                default -> json[start + 3] == 'u' ? QUEUE_ID : QUALITY;
                            };
                    case 8 -> WORKER_ID;
                    case 9 ->
                            switch (json[start]) {
                                case 's' -> SESSION_ID;
                                case 'p' -> PROJECT_ID;
                                default -> USAGE_TYPE;
                            };
                    case 12 -> INSTANCE_TYPE;
                    case 13 -> json[start] == 'h' ? HOURLY_RATE_USD : FIELD_DEVICE_ID;
                    case 14 -> LICENSE_PRODUCT;
                    case 15 -> REMOTE_DEVICE_IDS;
                    default -> -1;
                };
        return member >= 0
                        && Arrays.equals(json, start, end, NAMES[member], 0, NAMES[member].length)
                ? member
                : -1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** A number without a sign, a fraction or leading zeros. */
    private long integer(int start, int end) {
        if (end - start > INTEGER_DIGITS_MAX || (json[start] == '0' && end - start > 1)) {
            return NONE;
        }
        long number = 0;
        for (int i = start; i < end; i++) {
            if (!isDigit(json[i])) {
                return NONE;
            }
            number = number * 10 + (json[i] - '0');
        }
        return number;
    }

    private long microUsd(int start, int end) {
        int point = start;
        while (point < end && json[point] != '.') {
            point++;
        }
        int decimals = end - point - 1;
        if (point == start
                || point - start > RATE_DIGITS_MAX
                || decimals > RATE_DECIMALS_MAX
                || decimals == 0) {
            return NONE;
        }
        long micros = integer(start, point);
        if (micros == NONE) {
            return NONE;
        }
        micros *= MICROS;
        long unit = MICROS / 10;
        for (int i = point + 1; i < end; i++) {
            if (!isDigit(json[i])) {
                return NONE;
            }
            micros += unit * (json[i] - '0');
            unit /= 10;
        }
        return micros;
    }

    /** As 2026-03-02T10:11:12.345Z, or without a fraction. */
    private long epochMillis(int start, int end) {
        int length = end - start;
        if (length != 20 && length != 24) {
            return NONE;
        }
        byte[] text = json;
        if (text[start + 4] != '-'
                || text[start + 7] != '-'
                || text[start + 10] != 'T'
                || text[start + 13] != ':'
                || text[start + 16] != ':'
                || text[end - 1] != 'Z'
                || (length == 24 && text[start + 19] != '.')) {
            return NONE;
        }
        int century = twoDigits(start);
        int yearOfCentury = twoDigits(start + 2);
        int month = twoDigits(start + 5);
        int day = twoDigits(start + 8);
        int hour = twoDigits(start + 11);
        int minute = twoDigits(start + 14);
        int second = twoDigits(start + 17);
        int millis = 0;
        if (length == 24) {
            int hundredths = twoDigits(start + 20);
            if (hundredths < 0 || !isDigit(text[start + 22])) {
                return NONE;
            }
            millis = hundredths * 10 + (text[start + 22] - '0');
        }
        if (century < 0
                || yearOfCentury < 0
                || month < 1
                || month > 12
                || day < 1
                || hour < 0
                || hour > 23
                || minute < 0
                || minute > 59
                || second < 0
                || second > 59) {
            return NONE;
        }
        int year = century * 100 + yearOfCentury;
        boolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        if (day > DAYS_OF_MONTH[month - 1] + (leap && month == 2 ? 1 : 0)) {
            return NONE;
        }
        return ((epochDay(year, month, day) * 24 + hour) * 60 + minute) * 60_000
                + second * 1_000L
                + millis;
    }

    private int twoDigits(int place) {
        byte tens = json[place];
        byte ones = json[place + 1];
        return isDigit(tens) && isDigit(ones) ? (tens - '0') * 10 + (ones - '0') : -1;
    }

    /**
     * Days since 1970-01-01 in the Gregorian calendar, of years from 0 on: years begin in March, so
     * that a leap day is the last.
     */
    private static long epochDay(int year, int month, int day) {
        int marchYear = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(marchYear, 400);
        int yearOfEra = marchYear - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }
}

package io.sessionstats.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.Arrays;

/**
 * An event as the limit reads it: every field, and no question asked. Flink needs a class with
 * public fields to shuffle it without Kryo.
 */
public final class LimitEvent {

    private static final JsonFactory JSON = new JsonFactory();

    public String type;
    public String sessionId;
    public String farmId;
    public String queueId;
    public String fleetId;
    public String jobId;
    public String jobName;
    public String userId;
    public String workerId;
    public String instanceType;
    public String licenseProduct;
    public String usageType;
    public String hourlyRateUsd;
    public String projectId;
    public String fieldDeviceId;
    public String[] remoteDeviceIds;
    public String quality;
    public long timeMillis;

    /** Of a pair: when the session ended. */
    public long endMillis;

    static LimitEvent parse(byte[] value) throws IOException {
        LimitEvent event = new LimitEvent();
        try (JsonParser parser = JSON.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            String name;
            while ((name = parser.nextFieldName()) != null) {
                parser.nextToken();
                event.read(name, parser);
            }
        }
        return event;
    }

    private void read(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "type" -> type = parser.getText();
            case "sessionId" -> sessionId = parser.getText();
            case "time" ->
                    timeMillis =
                            millis(
                                    parser.getTextCharacters(),
                                    parser.getTextOffset(),
                                    parser.getTextLength());
            case "farmId" -> farmId = parser.getText();
            case "projectId" -> projectId = parser.getText();
            case "queueId" -> queueId = parser.getText();
            case "fleetId" -> fleetId = parser.getText();
            case "jobId" -> jobId = parser.getText();
            case "jobName" -> jobName = parser.getText();
            case "userId" -> userId = parser.getText();
            case "workerId" -> workerId = parser.getText();
            case "instanceType" -> instanceType = parser.getText();
            case "licenseProduct" -> licenseProduct = parser.getText();
            case "usageType" -> usageType = parser.getText();
            case "hourlyRateUsd" -> hourlyRateUsd = parser.getText();
            case "fieldDeviceId" -> fieldDeviceId = parser.getText();
            case "remoteDeviceIds" -> remoteDeviceIds = strings(parser);
            case "quality" -> quality = parser.getText();
            default -> parser.skipChildren();
        }
    }

    private static String[] strings(JsonParser parser) throws IOException {
        String[] strings = new String[4];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (count == strings.length) {
                strings = Arrays.copyOf(strings, 2 * count);
            }
            strings[count] = parser.getText();
            count++;
        }
        return Arrays.copyOf(strings, count);
    }

    /** The generator's own form by hand, any other by java.time. */
    private static long millis(char[] text, int offset, int length) {
        if (length != 24 || text[offset + 10] != 'T' || text[offset + 23] != 'Z') {
            return OffsetDateTime.parse(new String(text, offset, length))
                    .toInstant()
                    .toEpochMilli();
        }
        int year = twoDigits(text, offset) * 100 + twoDigits(text, offset + 2);
        long day = epochDay(year, twoDigits(text, offset + 5), twoDigits(text, offset + 8));
        long seconds =
                day * 86_400
                        + twoDigits(text, offset + 11) * 3600L
                        + twoDigits(text, offset + 14) * 60L
                        + twoDigits(text, offset + 17);
        return seconds * 1000 + (text[offset + 20] - '0') * 100L + twoDigits(text, offset + 21);
    }

    private static int twoDigits(char[] text, int offset) {
        return (text[offset] - '0') * 10 + text[offset + 1] - '0';
    }

    /** Days since 1970 of a date of the Gregorian calendar, whose years here begin in March. */
    private static long epochDay(int year, int month, int day) {
        int fromMarch = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(fromMarch, 400);
        int yearOfEra = fromMarch - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146_097L
                + yearOfEra * 365L
                + yearOfEra / 4
                - yearOfEra / 100
                + dayOfYear
                - 719_468;
    }
}

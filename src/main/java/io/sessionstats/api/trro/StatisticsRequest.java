package io.sessionstats.api.trro;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessionstats.calendar.Period;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The parameters of an action.
 *
 * @param interval null for the action that has none
 * @param deviceId null for all devices
 * @param startSeconds epoch seconds; null for the beginning
 * @param endSeconds epoch seconds; null for now
 */
record StatisticsRequest(
        String projectId, Period interval, String deviceId, Long startSeconds, Long endSeconds) {

    private static final int ID_CHARS_MAX = 128;

    /** The last second of the year 9999. */
    private static final long SECONDS_MAX = 253_402_300_799L;

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

    /**
     * The project that a request names.
     *
     * @throws TrroException if it names none
     */
    static String projectId(Map<String, JsonNode> parameters) throws TrroException {
        String projectId = id(parameters, "ProjectId");
        if (projectId == null) {
            throw missing("ProjectId");
        }
        return projectId;
    }

    /**
     * Reads the parameters.
     *
     * @throws TrroException for the first that is wrong
     */
    static StatisticsRequest of(Action action, Map<String, JsonNode> parameters)
            throws TrroException {
        for (String name : parameters.keySet()) {
            if (!action.parameters().contains(name)) {
                String shown = FormFields.shown(name);
                String known = String.join(", ", action.parameters());
                throw new TrroException(
                        ErrorCode.UNKNOWN_PARAMETER,
                        shown + ": expected only " + known,
                        shown + "：未知参数，可用参数为 " + known);
            }
        }
        Long startSeconds = seconds(parameters, "StartTime");
        Long endSeconds = seconds(parameters, "EndTime");
        if (startSeconds != null && endSeconds != null && endSeconds < startSeconds) {
            throw new TrroException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "EndTime: expected a time that is not before StartTime",
                    "EndTime：不应早于 StartTime");
        }
        return new StatisticsRequest(
                projectId(parameters),
                action == Action.DESCRIBE_SESSION_STATISTICS_BY_INTERVAL
                        ? interval(parameters)
                        : null,
                id(parameters, "DeviceId"),
                startSeconds,
                endSeconds);
    }

    private static Period interval(Map<String, JsonNode> parameters) throws TrroException {
        String text = text(parameters, "StatisticInterval");
        if (text == null) {
            throw missing("StatisticInterval");
        }
        return switch (text) {
            case "hour" -> Period.HOUR;
            case "day" -> Period.DAY;
            case "month" -> Period.MONTH;
            default ->
                    throw new TrroException(
                            ErrorCode.INVALID_PARAMETER_VALUE,
                            "StatisticInterval: expected hour, day or month",
                            "StatisticInterval：应为 hour、day 或 month");
        };
    }

    private static String id(Map<String, JsonNode> parameters, String name) throws TrroException {
        String text = text(parameters, name);
        if (text != null
                && (text.isEmpty() || characters(text) > ID_CHARS_MAX || !isStorable(text))) {
            throw new TrroException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    name
                            + ": expected 1 to "
                            + ID_CHARS_MAX
                            + " characters, no U+0000 and no unpaired surrogate among them",
                    name + "：应为 1 至 " + ID_CHARS_MAX + " 个字符，且不含 U+0000 或不成对的代理字符");
        }
        return text;
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Whether an event may have it, and so PostgreSQL. */
    private static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static String text(Map<String, JsonNode> parameters, String name) throws TrroException {
        JsonNode value = parameters.get(name);
        if (value != null && !value.isTextual()) {
            throw new TrroException(
                    ErrorCode.INVALID_PARAMETER, name + ": expected a string", name + "：应为字符串");
        }
        return value == null ? null : value.textValue();
    }

    private static Long seconds(Map<String, JsonNode> parameters, String name)
            throws TrroException {
        JsonNode value = parameters.get(name);
        if (value == null) {
            return null;
        }
        boolean isInteger =
                value.isTextual()
                        ? INTEGER.matcher(value.textValue()).matches()
                        : value.isIntegralNumber();
        if (!isInteger) {
            throw new TrroException(
                    ErrorCode.INVALID_PARAMETER,
                    name + ": expected an integer, epoch seconds",
                    name + "：应为整数（秒级 UNIX 时间戳）");
        }
        boolean fits = value.isTextual() || value.canConvertToLong();
        long seconds =
                !fits
                        ? -1
                        : value.isTextual() ? Long.parseLong(value.textValue()) : value.longValue();
        if (seconds < 0 || seconds > SECONDS_MAX) {
            throw new TrroException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    name + ": expected epoch seconds from 0 to " + SECONDS_MAX,
                    name + "：应为 0 至 " + SECONDS_MAX + " 的秒级 UNIX 时间戳");
        }
        return seconds;
    }

    private static TrroException missing(String name) {
        return new TrroException(
                ErrorCode.MISSING_PARAMETER, name + ": this parameter is missing", name + "：缺少该参数");
    }
}

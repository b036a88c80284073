package io.sessionstats.ingest;

import static io.sessionstats.ingest.RejectedException.malformed;

import io.sessionstats.session.Quality;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.session.UsageType;
import java.time.Instant;
import java.util.List;

/**
 * What makes the members of a JSON object a session event. Members of the other kind of event or of
 * scope are not looked at; a member that is null is absent; one that is there twice is refused,
 * since which of the two was meant would be a guess.
 */
final class SessionEventRules {

    private static final int MAX_CHARACTERS = 128;
    static final long MAX_AHEAD_MILLIS = 600_000;
    static final long EARLIEST_MILLIS = Instant.parse("1973-01-01T00:00:00Z").toEpochMilli();

    private static final String A_TYPE = "SESSION_STARTED or SESSION_ENDED";
    private static final String A_NAME = "a string of 1 to " + MAX_CHARACTERS + " characters";
    static final String A_STORABLE_NAME = A_NAME + " without U+0000 and unpaired surrogates";
    static final String A_RATE =
            "a decimal from 0 to 1000000 with at most 6 decimals, as a number or a string";
    private static final String A_TIME =
            "an ISO-8601 date-time with offset, or epoch milliseconds as an integer";

    private SessionEventRules() {}

    /**
     * The event that the members make.
     *
     * @param nowMillis the wall clock, epoch milliseconds
     * @throws RejectedException if they make none; as future only if nothing else is wrong
     */
    static SessionEvent event(Members members, long nowMillis) throws RejectedException {
        boolean started =
                switch (requiredWord(members, Member.TYPE, A_TYPE)) {
                    case "SESSION_STARTED" -> true;
                    case "SESSION_ENDED" -> false;
                    default -> throw wrong(members, Member.TYPE, A_TYPE);
                };
        Scope scope = scope(members);
        String sessionId = name(members, Member.SESSION_ID);
        if (sessionId == null) {
            throw wrong(members, Member.SESSION_ID, A_NAME);
        }
        long timeMillis = timeMillis(members);
        SessionEvent event =
                started
                        ? SessionEvent.started(
                                scope, sessionId, timeMillis, details(members, scope.kind()))
                        : SessionEvent.ended(scope, sessionId, timeMillis, quality(members));
        if (timeMillis > nowMillis + MAX_AHEAD_MILLIS) {
            throw new RejectedException(
                    RejectionReason.FUTURE,
                    "time: "
                            + found(members, Member.TIME)
                            + "; expected at most 10 minutes after the wall clock, which is at "
                            + Instant.ofEpochMilli(nowMillis));
        }
        return event;
    }

    /** What stands in place of the member, for a message. */
    static String found(Members members, Member member) {
        return found(members.value(member), members.text(member));
    }

    /** Whether the member is there, and not null. */
    static boolean isPresent(Members members, Member member) {
        return members.value(member) != Members.Value.ABSENT
                && members.value(member) != Members.Value.NULL;
    }

    private static String found(Members.Value value, String text) {
        return switch (value) {
            case ABSENT -> "absent";
            case NULL -> "null";
            case STRING -> Printable.quoted(text);
            case INTEGER, DECIMAL, BOOLEAN -> Printable.shortened(text);
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case REPEATED -> "there more than once";
        };
    }

    private static RejectedException wrong(Members members, Member member, String expected) {
        return malformed(member.jsonName(), found(members, member), expected);
    }

    private static Scope scope(Members members) throws RejectedException {
        boolean farm = isPresent(members, Member.FARM_ID);
        if (farm == isPresent(members, Member.PROJECT_ID)) {
            throw malformed("farmId, projectId", farm ? "both" : "neither", "exactly one of them");
        }
        return farm
                ? Scope.farm(name(members, Member.FARM_ID))
                : Scope.project(name(members, Member.PROJECT_ID));
    }

    private static long timeMillis(Members members) throws RejectedException {
        long timeMillis =
                switch (members.value(Member.TIME)) {
                    case STRING -> Iso8601.epochMillis(members.text(Member.TIME));
                    case INTEGER -> integer(members.text(Member.TIME));
                    default -> Iso8601.INVALID;
                };
        if (timeMillis == Iso8601.INVALID) {
            throw wrong(members, Member.TIME, A_TIME);
        }
        if (timeMillis < EARLIEST_MILLIS) {
            throw wrong(members, Member.TIME, "a time from 1973-01-01T00:00:00Z on");
        }
        return timeMillis;
    }

    /** What a long cannot hold is given as the long that comes nearest. */
    private static long integer(String text) {
        try {
            return Math.max(Long.parseLong(text), -Long.MAX_VALUE);
        } catch (NumberFormatException e) {
            return text.startsWith("-") ? -Long.MAX_VALUE : Long.MAX_VALUE;
        }
    }

    private static SessionDetails details(Members members, Scope.Kind kind)
            throws RejectedException {
        return switch (kind) {
            case FARM ->
                    new SessionDetails(
                            name(members, Member.QUEUE_ID),
                            name(members, Member.FLEET_ID),
                            name(members, Member.JOB_ID),
                            name(members, Member.JOB_NAME),
                            name(members, Member.USER_ID),
                            name(members, Member.WORKER_ID),
                            name(members, Member.INSTANCE_TYPE),
                            usageType(members),
                            name(members, Member.LICENSE_PRODUCT),
                            hourlyRateMicroUsd(members),
                            null,
                            List.of());
            case PROJECT ->
                    new SessionDetails(
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            name(members, Member.FIELD_DEVICE_ID),
                            remoteDeviceIds(members));
        };
    }

    private static UsageType usageType(Members members) throws RejectedException {
        if (!isPresent(members, Member.USAGE_TYPE)) {
            return UsageType.COMPUTE;
        }
        String expected = "COMPUTE or LICENSE";
        return switch (requiredWord(members, Member.USAGE_TYPE, expected)) {
            case "COMPUTE" -> UsageType.COMPUTE;
            case "LICENSE" -> UsageType.LICENSE;
            default -> throw wrong(members, Member.USAGE_TYPE, expected);
        };
    }

    private static Quality quality(Members members) throws RejectedException {
        if (!isPresent(members, Member.QUALITY)) {
            return null;
        }
        String expected = "GOOD, NORMAL or BAD";
        return switch (requiredWord(members, Member.QUALITY, expected)) {
            case "GOOD" -> Quality.GOOD;
            case "NORMAL" -> Quality.NORMAL;
            case "BAD" -> Quality.BAD;
            default -> throw wrong(members, Member.QUALITY, expected);
        };
    }

    private static Long hourlyRateMicroUsd(Members members) throws RejectedException {
        if (!isPresent(members, Member.HOURLY_RATE_USD)) {
            return null;
        }
        long microUsd =
                switch (members.value(Member.HOURLY_RATE_USD)) {
                    case STRING, INTEGER, DECIMAL ->
                            HourlyRate.microUsd(members.text(Member.HOURLY_RATE_USD));
                    default -> HourlyRate.INVALID;
                };
        if (microUsd == HourlyRate.INVALID) {
            throw wrong(members, Member.HOURLY_RATE_USD, A_RATE);
        }
        return microUsd;
    }

    private static List<String> remoteDeviceIds(Members members) throws RejectedException {
        Member member = Member.REMOTE_DEVICE_IDS;
        if (!isPresent(members, member)) {
            return List.of();
        }
        if (members.value(member) != Members.Value.ARRAY) {
            throw wrong(members, member, "an array of strings");
        }
        if (members.remoteDeviceCount() > Members.MAX_ELEMENTS) {
            throw malformed(
                    member.jsonName(),
                    members.remoteDeviceCount() + " elements",
                    "at most " + Members.MAX_ELEMENTS);
        }
        List<String> ids = members.remoteDeviceIds();
        for (int i = 0; i < ids.size(); i++) {
            if (!isName(ids.get(i), members.mayHaveEscapes())) {
                throw notAName(member.jsonName() + "[" + i + "]", ids.get(i));
            }
        }
        if (members.oddElement() != null) {
            throw malformed(
                    member.jsonName() + "[" + ids.size() + "]",
                    found(members.oddElement(), members.oddElementText()),
                    A_NAME);
        }
        return ids.stream().sorted().distinct().toList();
    }

    private static String requiredWord(Members members, Member member, String expected)
            throws RejectedException {
        if (members.value(member) != Members.Value.STRING) {
            throw wrong(members, member, expected);
        }
        return members.text(member);
    }

    /** Null if the member is absent. */
    private static String name(Members members, Member member) throws RejectedException {
        if (!isPresent(members, member)) {
            return null;
        }
        if (members.value(member) != Members.Value.STRING) {
            throw wrong(members, member, A_NAME);
        }
        String text = members.text(member);
        if (!isName(text, members.mayHaveEscapes())) {
            throw notAName(member.jsonName(), text);
        }
        return text;
    }

    static boolean isName(String text, boolean mayHaveEscapes) {
        if (text.isEmpty()
                || (text.length() > MAX_CHARACTERS
                        && text.codePointCount(0, text.length()) > MAX_CHARACTERS)) {
            return false;
        }
        return !mayHaveEscapes || indexOfUnstorable(text) < 0;
    }

    private static RejectedException notAName(String field, String text) {
        boolean unstorable =
                text.codePointCount(0, text.length()) <= MAX_CHARACTERS
                        && indexOfUnstorable(text) >= 0;
        return malformed(field, Printable.quoted(text), unstorable ? A_STORABLE_NAME : A_NAME);
    }

    /** Where U+0000 or an unpaired surrogate stands; negative if there is none. */
    private static int indexOfUnstorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return i;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return i - 1;
                }
            }
        }
        return -1;
    }
}

package io.sessionstats.oracle;

import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.session.UsageType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Writes events in the many ways in which the contract allows one event to be written: times as
 * text with any offset and fraction or as a number, members in any order, spaces, escapes, nulls,
 * members that are to be ignored.
 */
final class EventJson {

    private static final List<String> OFFSETS =
            List.of("Z", "+00:00", "+08:00", "-03:30", "+05:45", "-11:00", "+14:00");

    private final Random random;

    EventJson(Random random) {
        this.random = random;
    }

    /** The event as one JSON object. */
    String plain(SessionEvent event) {
        return object(members(event));
    }

    /** The event as the data of a CloudEvents 1.0 envelope in the structured mode. */
    String envelope(SessionEvent event) {
        List<String> members = new ArrayList<>();
        members.add(member("specversion", string("1.0")));
        members.add(member("id", string("trace-" + random.nextInt(1_000_000))));
        members.add(member("source", string("/sites/" + random.nextInt(10))));
        members.add(member("type", string(type(event))));
        members.add(member("data", plain(event)));
        if (random.nextBoolean()) {
            members.add(member("time", textTime(event.timeMillis())));
        }
        if (random.nextBoolean()) {
            members.add(member("datacontenttype", string("application/json")));
        }
        if (random.nextBoolean()) {
            members.add(member("subject", string(event.sessionId())));
        }
        return object(members);
    }

    /** The members of the event's object, each as {@code "name":value}, in no order. */
    List<String> members(SessionEvent event) {
        List<String> members = new ArrayList<>();
        members.add(member("type", string(type(event))));
        members.add(member("sessionId", string(event.sessionId())));
        members.add(member("time", time(event.timeMillis())));
        boolean farm = event.scope().kind() == Scope.Kind.FARM;
        members.add(member(farm ? "farmId" : "projectId", string(event.scope().id())));
        if (random.nextInt(10) == 0) {
            members.add(member(farm ? "projectId" : "farmId", "null"));
        }
        if (random.nextInt(10) == 0) {
            members.add(member("site", "{\"type\":\"SESSION_ENDED\",\"time\":[1,{\"a\":null}]}"));
        }
        if (event.kind() == SessionEvent.Kind.ENDED) {
            optional(members, "quality", event.quality() == null ? null : event.quality().name());
            return members;
        }
        SessionDetails details = event.details();
        if (farm) {
            farmMembers(members, details);
        } else {
            projectMembers(members, details);
        }
        return members;
    }

    private void farmMembers(List<String> members, SessionDetails details) {
        optional(members, "queueId", details.queueId());
        optional(members, "fleetId", details.fleetId());
        optional(members, "jobId", details.jobId());
        optional(members, "jobName", details.jobName());
        optional(members, "userId", details.userId());
        optional(members, "workerId", details.workerId());
        optional(members, "instanceType", details.instanceType());
        optional(members, "licenseProduct", details.licenseProduct());
        if (details.usageType() != UsageType.COMPUTE || random.nextBoolean()) {
            members.add(member("usageType", string(details.usageType().name())));
        }
        if (details.hourlyRateMicroUsd() != null) {
            String dollars = BigDecimal.valueOf(details.hourlyRateMicroUsd(), 6).toPlainString();
            if (random.nextBoolean()) {
                dollars = new BigDecimal(dollars).stripTrailingZeros().toPlainString();
            }
            members.add(member("hourlyRateUsd", random.nextBoolean() ? dollars : string(dollars)));
        }
        if (random.nextInt(10) == 0) {
            members.add(member("fieldDeviceId", string("not a farm's")));
            members.add(member("remoteDeviceIds", "[" + string("not a farm's") + "]"));
        }
    }

    private void projectMembers(List<String> members, SessionDetails details) {
        optional(members, "fieldDeviceId", details.fieldDeviceId());
        if (!details.remoteDeviceIds().isEmpty() || random.nextInt(4) == 0) {
            List<String> consoles = new ArrayList<>(details.remoteDeviceIds());
            if (!consoles.isEmpty() && random.nextInt(4) == 0) {
                consoles.add(consoles.get(0));
            }
            Collections.shuffle(consoles, random);
            members.add(
                    member(
                            "remoteDeviceIds",
                            consoles.stream()
                                    .map(this::string)
                                    .collect(Collectors.joining(space() + ",", "[", "]"))));
        }
        if (random.nextInt(10) == 0) {
            members.add(member("workerId", string("not a project's")));
            members.add(member("queueId", string("not a project's")));
        }
    }

    static String type(SessionEvent event) {
        return event.kind() == SessionEvent.Kind.STARTED ? "SESSION_STARTED" : "SESSION_ENDED";
    }

    private void optional(List<String> members, String name, String value) {
        if (value != null) {
            members.add(member(name, string(value)));
        } else if (random.nextInt(8) == 0) {
            members.add(member(name, "null"));
        }
    }

    String object(List<String> members) {
        List<String> shuffled = new ArrayList<>(members);
        Collections.shuffle(shuffled, random);
        return space()
                + shuffled.stream().collect(Collectors.joining(space() + "," + space(), "{", "}"))
                + space();
    }

    String member(String name, String value) {
        return "\"" + name + "\"" + space() + ":" + space() + value;
    }

    private String space() {
        return random.nextInt(12) == 0 ? " \n" : "";
    }

    private String time(long millis) {
        return random.nextInt(3) == 0 ? Long.toString(millis) : textTime(millis);
    }

    private String textTime(long millis) {
        ZoneOffset offset = ZoneOffset.of(OFFSETS.get(random.nextInt(OFFSETS.size())));
        String fraction = "%03d".formatted(Math.floorMod(millis, 1000L));
        switch (random.nextInt(4)) {
            // What is finer than a millisecond is to be cut off.
            case 0 -> fraction += "%06d".formatted(random.nextInt(1_000_000));
            case 1 -> fraction = fraction.replaceAll("0+$", "");
            default -> {}
        }
        String seconds =
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss")
                        .format(Instant.ofEpochMilli(millis).atOffset(offset));
        String zone = offset.equals(ZoneOffset.UTC) && random.nextBoolean() ? "Z" : "";
        if (zone.isEmpty()) {
            zone = DateTimeFormatter.ofPattern("xxx").format(Instant.EPOCH.atOffset(offset));
        }
        return "\"" + seconds + (fraction.isEmpty() ? "" : "." + fraction) + zone + "\"";
    }

    /** The text in quotes; now and then with characters escaped that need not be. */
    String string(String text) {
        boolean escapeAll = random.nextInt(20) == 0;
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '"' || character == '\\') {
                json.append('\\').append(character);
            } else if (escapeAll || character < ' ') {
                json.append("\\u%04x".formatted((int) character));
            } else {
                json.append(character);
            }
        }
        return json.append('"').toString();
    }
}

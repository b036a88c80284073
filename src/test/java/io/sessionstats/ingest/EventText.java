package io.sessionstats.ingest;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The text of a session event to be changed member by member; values are JSON with ' for ". */
final class EventText {

    private final Map<String, String> members = new LinkedHashMap<>();

    static EventText farmStart() {
        return new EventText()
                .with("type", "'SESSION_STARTED'")
                .with("sessionId", "'s1'")
                .with("time", "'2026-03-01T10:05:00Z'")
                .with("farmId", "'f1'");
    }

    static EventText farmEnd() {
        return farmStart().with("type", "'SESSION_ENDED'");
    }

    static EventText projectStart() {
        return farmStart().without("farmId").with("projectId", "'p1'");
    }

    static EventText projectEnd() {
        return projectStart().with("type", "'SESSION_ENDED'");
    }

    /** An envelope around the event. */
    static EventText envelope(String event) {
        return new EventText()
                .with("specversion", "'1.0'")
                .with("id", "'e1'")
                .with("source", "'/render'")
                .with("type", "'io.sessionstats.event'")
                .with("data", event);
    }

    /** The farm or project start or end that a table calls by these two words. */
    static EventText named(String words) {
        return switch (words) {
            case "farm start" -> farmStart();
            case "farm end" -> farmEnd();
            case "project start" -> projectStart();
            case "project end" -> projectEnd();
            default -> throw new IllegalArgumentException(words);
        };
    }

    EventText with(String name, String json) {
        members.put(name, json.replace('\'', '"'));
        return this;
    }

    EventText without(String name) {
        members.remove(name);
        return this;
    }

    String json() {
        return members.entrySet().stream()
                .map(member -> '"' + member.getKey() + "\": " + member.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    byte[] bytes() {
        return json().getBytes(StandardCharsets.UTF_8);
    }
}

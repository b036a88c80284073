package io.sessionstats.oracle;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.oracle.Recomputation.ScopeRow;
import io.sessionstats.session.Quality;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.session.UsageType;
import io.sessionstats.statistics.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A few events of one scope, told in local time, and the rows that come out of them as text. Unless
 * said otherwise an event may be 24 hours late and a session seven days long.
 */
final class Story {

    private final ZoneId zone;
    private final Scope scope;
    private final List<Step> steps = new ArrayList<>();
    private Duration maximum = Duration.ofDays(7);

    private Story(String zone, Scope scope) {
        this.zone = ZoneId.of(zone);
        this.scope = scope;
    }

    static Story ofProject(String zone) {
        return new Story(zone, Scope.project("nasa"));
    }

    static Story ofFarm(String zone) {
        return new Story(zone, Scope.farm("aardman"));
    }

    Story maximum(String duration) {
        maximum = Duration.parse(duration);
        return this;
    }

    /** A start; of a farm with a worker, of a project with a field device and consoles. */
    Story start(String sessionId, String time, String fieldDevice, String... consoles) {
        boolean farm = scope.kind() == Scope.Kind.FARM;
        SessionDetails details =
                new SessionDetails(
                        null,
                        null,
                        null,
                        null,
                        null,
                        farm ? fieldDevice : null,
                        null,
                        farm ? UsageType.COMPUTE : null,
                        null,
                        null,
                        farm ? null : fieldDevice,
                        Arrays.stream(consoles).sorted().toList());
        return arrive(SessionEvent.started(scope, sessionId, millis(time), details));
    }

    /** An end that was not rated. */
    Story end(String sessionId, String time) {
        return end(sessionId, time, null);
    }

    Story end(String sessionId, String time, Quality quality) {
        return arrive(SessionEvent.ended(scope, sessionId, millis(time), quality));
    }

    Story watermark(String time) {
        steps.add(new Step.WatermarkTo(millis(time)));
        return this;
    }

    Recomputation result() {
        return NaiveStatistics.compute(steps, ScopeZones.all(zone), Duration.ofHours(24), maximum);
    }

    /**
     * One line a row: local start, sessions, started, ended, duration, field and remote devices,
     * rated, not bad.
     */
    String rows(Period period) {
        return result().scopeRows().entrySet().stream()
                .filter(entry -> entry.getKey().bucket().period() == period)
                .sorted(Comparator.comparing(entry -> startMillis(entry.getKey())))
                .map(entry -> line(startMillis(entry.getKey()), entry.getValue()))
                .collect(Collectors.joining());
    }

    /** The same for one device, and then the sets of devices that were met. */
    String rows(Period period, String device) {
        return result().deviceRows().values().stream()
                .filter(row -> row.deviceId().equals(device))
                .filter(row -> row.bucket().period() == period)
                .sorted(Comparator.comparing(row -> row.bucket().startMillis()))
                .map(
                        row ->
                                line(row.bucket().startMillis(), row.tally()).strip()
                                        + " "
                                        + row.fieldDevices()
                                        + " "
                                        + row.remoteDevices()
                                        + "\n")
                .collect(Collectors.joining());
    }

    /** Devices that have rows of the period. */
    String devices(Period period) {
        TreeSet<String> devices = new TreeSet<>();
        result().deviceRows()
                .forEach(
                        (row, statistics) -> {
                            if (row.bucket().period() == period) {
                                devices.add(row.deviceId());
                            }
                        });
        return String.join(" ", devices);
    }

    /** One line a rejected event: its reason, session and local time. */
    String rejections() {
        return result().rejections().stream()
                .map(
                        rejection ->
                                String.join(
                                        " ",
                                        rejection.reason().word(),
                                        rejection.event().sessionId(),
                                        text(rejection.event().timeMillis()) + "\n"))
                .collect(Collectors.joining());
    }

    private Story arrive(SessionEvent event) {
        steps.add(new Step.Arrival(event));
        return this;
    }

    private static long startMillis(ScopeRow row) {
        return row.bucket().startMillis();
    }

    private String line(long startMillis, Tally tally) {
        return "%s  %d %d %d %s %d %d %d %d%n"
                .formatted(
                        text(startMillis),
                        tally.sessions(),
                        tally.started(),
                        tally.ended(),
                        Duration.ofMillis(tally.durationMillis()),
                        tally.activeFieldDevices(),
                        tally.activeRemoteDevices(),
                        tally.rated(),
                        tally.notBad());
    }

    private String text(long millis) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mmxxx")
                .format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    /** Local time of the story's zone; where the clock shows a time twice, with its offset. */
    private long millis(String time) {
        boolean hasOffset = time.matches(".*T.*[+-].*");
        Instant instant =
                hasOffset
                        ? OffsetDateTime.parse(time).toInstant()
                        : LocalDateTime.parse(time).atZone(zone).toInstant();
        return instant.toEpochMilli();
    }
}

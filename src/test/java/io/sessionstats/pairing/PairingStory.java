package io.sessionstats.pairing;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeCalendars;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.session.SessionFixtures;
import io.sessionstats.statistics.Contribution;
import io.sessionstats.statistics.DeviceContribution;
import io.sessionstats.statistics.Tally;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageKey;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Plays events and the passing of event time through the rules, and adds up what they tell. */
final class PairingStory implements StoryListener {

    static final PairingLimits LIMITS =
            new PairingLimits(Duration.ofHours(24).toMillis(), Duration.ofDays(7).toMillis());

    final List<RejectedEvent> rejected = new ArrayList<>();
    final List<DeviceContribution> devices = new ArrayList<>();
    final List<Usage> usages = new ArrayList<>();
    final List<NamedJob> jobNames = new ArrayList<>();
    int duplicates;
    int expired;

    private PairingRules rules;
    private final ScopeCalendars calendars;
    private final Map<String, SessionState> states = new TreeMap<>();
    private final Map<String, Scope> scopes = new HashMap<>();
    private final Map<Bucket, Tally> tallies = new HashMap<>();
    private final PairingLimits limits;
    private final ScopeZones zones;
    private long watermarkMillis = Long.MIN_VALUE;

    PairingStory(PairingLimits limits, ScopeZones zones) {
        this.limits = limits;
        this.zones = zones;
        rules = new PairingRules(limits, zones, RateCard.EMPTY);
        calendars = new ScopeCalendars(zones);
    }

    static PairingStory inUtc() {
        return new PairingStory(LIMITS, ScopeZones.all(ZoneId.of("UTC")));
    }

    /** What was told of an ended session of a farm. */
    record Usage(UsageKey key, long startMillis, long endMillis) {}

    /** What was told of a start that names its job. */
    record NamedJob(long startMillis, JobName name) {}

    /** From now on, as after a restart, these prices apply. */
    PairingStory rateCard(RateCard rateCard) {
        rules = new PairingRules(limits, zones, rateCard);
        return this;
    }

    PairingStory event(SessionEvent event) {
        String key = event.sessionId();
        scopes.put(key, event.scope());
        keep(
                key,
                rules.onEvent(
                        states.get(key),
                        SessionFixtures.received(event),
                        watermarkMillis,
                        limits.oldestCountedMillis(watermarkMillis),
                        this));
        return this;
    }

    PairingStory watermark(String time) {
        return watermark(SessionFixtures.at(time));
    }

    PairingStory watermark(long millis) {
        watermarkMillis = Math.max(watermarkMillis, millis);
        for (String key : List.copyOf(states.keySet())) {
            SessionState state = states.get(key);
            if (rules.dueAt(state, scopes.get(key)) <= watermarkMillis) {
                keep(key, rules.onWatermark(state, scopes.get(key), key, watermarkMillis, this));
            }
        }
        return this;
    }

    private void keep(String key, SessionState state) {
        if (state == null) {
            states.remove(key);
        } else {
            states.put(key, state);
        }
    }

    Map<String, SessionState> states() {
        return states;
    }

    Tally tally(Period period, String time) {
        return tallies.getOrDefault(
                calendars.of(SessionFixtures.NASA).bucket(period, SessionFixtures.at(time)),
                Tally.ZERO);
    }

    /** What is not zero, in order of time. */
    Map<Bucket, Tally> tallies() {
        Map<Bucket, Tally> sorted =
                new TreeMap<>(
                        Comparator.comparing(Bucket::period).thenComparing(Bucket::startMillis));
        tallies.forEach(
                (bucket, tally) -> {
                    if (!tally.equals(Tally.ZERO)) {
                        sorted.put(bucket, tally);
                    }
                });
        return sorted;
    }

    @Override
    public void counted(Scope scope, SessionDetails details, List<Contribution> steps) {
        for (Contribution step : steps) {
            for (Period period : Contribution.PERIODS) {
                tallies.merge(
                        calendars.of(scope).bucket(period, step.hourStartMillis()),
                        step.tally(period),
                        Tally::plus);
            }
        }
        devices.addAll(DeviceContribution.of(scope, details, steps));
    }

    @Override
    public void used(UsageKey key, long startMillis, long endMillis) {
        usages.add(new Usage(key, startMillis, endMillis));
    }

    @Override
    public void jobNamed(long startMillis, JobName name) {
        jobNames.add(new NamedJob(startMillis, name));
    }

    @Override
    public void rejected(RejectedEvent event) {
        rejected.add(event);
    }

    @Override
    public void duplicate() {
        duplicates++;
    }

    @Override
    public void expired() {
        expired++;
    }
}

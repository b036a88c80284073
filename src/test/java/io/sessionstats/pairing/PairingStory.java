package io.sessionstats.pairing;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeCalendars;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ledger.BlockWriter;
import io.sessionstats.ledger.Extent;
import io.sessionstats.ledger.HourEdges;
import io.sessionstats.session.PackedEvent;
import io.sessionstats.session.PackedEvent.PackedDetails;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.session.SessionFixtures;
import io.sessionstats.statistics.Tally;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageKey;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Plays events and the passing of event time through the rules, and adds up what they tell: each
 * event in a batch of its own, or many in one.
 */
final class PairingStory implements PairingListener {

    static final PairingLimits LIMITS =
            new PairingLimits(Duration.ofHours(24).toMillis(), Duration.ofDays(7).toMillis());

    final List<RejectedEvent> rejected = new ArrayList<>();
    final List<Change> changes = new ArrayList<>();
    final List<Usage> usages = new ArrayList<>();
    final List<NamedJob> jobNames = new ArrayList<>();
    int duplicates;
    int expired;

    private final ScopeZones zones;
    private final ScopeCalendars calendars;
    private final HourEdges edges = new HourEdges();
    private final Map<String, Extent> told = new HashMap<>();
    private SessionTable sessions = new SessionTable();
    private PairingLimits limits;
    private PairingRules rules;
    private RateCard rateCard = RateCard.EMPTY;
    private long watermarkMillis = Long.MIN_VALUE;
    private long gateMillis = Long.MIN_VALUE;
    private boolean inBatches;

    PairingStory(PairingLimits limits, ScopeZones zones) {
        this.limits = limits;
        this.zones = zones;
        rules = new PairingRules(limits, zones, rateCard);
        calendars = new ScopeCalendars(zones);
    }

    static PairingStory inUtc() {
        return new PairingStory(LIMITS, ScopeZones.all(ZoneId.of("UTC")));
    }

    /** What was told of what a session counts for. */
    record Change(String sessionId, Extent before, Extent after) {}

    /** What was told of an ended session of a farm. */
    record Usage(UsageKey key, long startMillis, long endMillis) {}

    /** What was told of a start that names its job. */
    record NamedJob(long startMillis, JobName name) {}

    /** From now on events are one batch until time passes or {@link #endOfBatch}. */
    PairingStory inBatches() {
        inBatches = true;
        return this;
    }

    PairingStory endOfBatch() {
        rules.tellUntold(sessions, this);
        return this;
    }

    /** From now on, as after a restart, these prices apply. */
    PairingStory rateCard(RateCard newRateCard) {
        rateCard = newRateCard;
        restart();
        return this;
    }

    /** From now on, as after a restart, these limits apply. */
    PairingStory limits(PairingLimits newLimits) {
        limits = newLimits;
        restart();
        rules.onChangedLimits(sessions, watermarkMillis, this);
        rules.onWatermark(sessions, watermarkMillis, this);
        return this;
    }

    private void restart() {
        endOfBatch();
        rules = new PairingRules(limits, zones, rateCard);
        sessions = copied(sessions);
    }

    private static SessionTable copied(SessionTable sessions) {
        try {
            BlockWriter block = new BlockWriter(1);
            sessions.write(block);
            SessionTable copy = new SessionTable();
            copy.read(new DataInputStream(new ByteArrayInputStream(block.toBlock())));
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
    }

    PairingStory event(SessionEvent event) {
        gateMillis = Math.max(gateMillis, limits.oldestCountedMillis(watermarkMillis));
        rules.onEvent(sessions, SessionFixtures.received(event), watermarkMillis, gateMillis, this);
        if (!inBatches) {
            endOfBatch();
        }
        return this;
    }

    PairingStory watermark(String time) {
        return watermark(SessionFixtures.at(time));
    }

    PairingStory watermark(long millis) {
        endOfBatch();
        watermarkMillis = Math.max(watermarkMillis, millis);
        rules.onWatermark(sessions, watermarkMillis, this);
        return this;
    }

    /** How many sessions are remembered. */
    int remembered() {
        return sessions.size();
    }

    /** The stage of a session of NASA's; 0 where nothing is remembered of it. */
    int stage(String sessionId) {
        PackedEvent event =
                new PackedEvent.Packer()
                        .pack(SessionEvent.ended(SessionFixtures.NASA, sessionId, 0, null));
        int at = sessions.find(event.keyHigh(), event.keyLow());
        return at < 0 ? 0 : sessions.stage(at);
    }

    Tally tally(Period period, String time) {
        return tally(calendar().bucket(period, SessionFixtures.at(time)));
    }

    private Tally tally(Bucket bucket) {
        return edges.tally(bucket.startMillis(), bucket.endMillis(), runningHour(), calendar());
    }

    private ZoneCalendar calendar() {
        return calendars.of(SessionFixtures.NASA);
    }

    private long runningHour() {
        return watermarkMillis == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : calendar().hourStart(watermarkMillis);
    }

    /** What is not zero, in order of time. */
    Map<Bucket, Tally> tallies() {
        Map<Bucket, Tally> sorted =
                new TreeMap<>(
                        Comparator.comparing(Bucket::period).thenComparing(Bucket::startMillis));
        long last = Math.max(edges.lastHour(), edges.open() > 0 ? runningHour() : Long.MIN_VALUE);
        for (long hour = edges.firstHour(); hour <= last; hour = calendar().hourEnd(hour)) {
            for (Period period : List.of(Period.HOUR, Period.DAY, Period.MONTH)) {
                Bucket bucket = calendar().bucket(period, hour);
                Tally tally = tally(bucket);
                if (!tally.equals(Tally.ZERO)) {
                    sorted.put(bucket, tally);
                }
            }
        }
        return sorted;
    }

    @Override
    public void counted(PackedDetails start, Extent before, Extent after) {
        Scope scope = start.scope();
        String session = scope + " " + start.sessionId();
        if (before != null && !before.equals(told.get(session))) {
            throw new AssertionError(
                    session + " counts for " + told.get(session) + ", not for " + before);
        }
        told.put(session, after);
        changes.add(new Change(start.sessionId(), before, after));
        if (before != null) {
            edges.add(before, -1, calendars.of(scope));
        }
        edges.add(after, 1, calendars.of(scope));
    }

    @Override
    public void used(
            PackedDetails start, long hourlyRateMicroUsd, long startMillis, long endMillis) {
        UsageKey key = UsageKey.of(start.scope().id(), start.unpacked(), hourlyRateMicroUsd);
        usages.add(new Usage(key, startMillis, endMillis));
    }

    @Override
    public void jobNamed(PackedDetails start, long startMillis) {
        jobNames.add(
                new NamedJob(
                        startMillis,
                        new JobName(start.scope().id(), start.jobId(), start.jobName())));
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

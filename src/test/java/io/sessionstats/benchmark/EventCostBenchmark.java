package io.sessionstats.benchmark;

import static io.sessionstats.benchmark.BenchmarkSettings.EDGE_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.ZONES;

import io.sessionstats.benchmark.SessionRecords.Fleet;
import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.SessionEventJson;
import io.sessionstats.job.DrivenStage;
import io.sessionstats.ledger.DeviceChange;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.pairing.PairingLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an event of a short session costs on one thread: parsed; parsed and paired; and then counted
 * for its scope; and then for its devices; and then, of a farm, for its usage and the name of its
 * job. Sessions last five seconds of event time, ten thousand events come each second of it, a
 * watermark five times a second and a checkpoint every five seconds, and a session is forgotten ten
 * seconds after its end; each device has a session every ten seconds. All of it is timed in turns
 * on the same events, so that what else the machine does falls on all alike; figures are medians of
 * the turns.
 */
class EventCostBenchmark {

    private static final PairingLimits LIMITS = new PairingLimits(10_000, 60_000);
    private static final long RETENTION_MILLIS = LIMITS.allowedLatenessMillis();
    private static final int EVENTS_A_WATERMARK = 2_000;
    private static final int WATERMARK_INTERVAL_MILLIS = 200;
    private static final int SESSION_MILLIS = 5_000;
    private static final int WATERMARKS_A_TURN = 25;
    private static final int DEVICES = 50_000;
    private static final int WARM_UP_TURNS = 10;
    private static final int TURNS = 30;
    private static final String[] LEGS = {
        "parsed",
        "parsed and paired",
        "... and scopes counted",
        "... and devices counted",
        "... and usage"
    };

    private final SessionEventJson json = new SessionEventJson();
    private long sum;

    /** Takes a parsed event, or the watermark after it. */
    private interface Leg {

        void event(PackedRecord event) throws Exception;

        void watermark(long millis) throws Exception;

        /** A barrier, and what the stages keep. */
        void checkpoint() throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void costOfAnEvent(Fleet fleet) throws Exception {
        List<Leg> legs = List.of(parsing(), pairing(), counting(), withDevices(), all());
        double[][] nanos = new double[legs.size()][TURNS];
        for (int turn = 0; turn < WARM_UP_TURNS + TURNS; turn++) {
            List<byte[]> values = values(fleet, turn);
            for (int leg = 0; leg < legs.size(); leg++) {
                long before = System.nanoTime();
                play(values, legs.get(leg));
                if (turn >= WARM_UP_TURNS) {
                    nanos[leg][turn - WARM_UP_TURNS] =
                            (double) (System.nanoTime() - before) / values.size();
                }
            }
        }
        for (int leg = 0; leg < legs.size(); leg++) {
            double[] ratios = new double[TURNS];
            for (int turn = 0; turn < TURNS; turn++) {
                ratios[turn] = nanos[leg][turn] / nanos[0][turn];
            }
            System.out.printf(
                    "%-8s an event %-24s %,6.0f ns, %.2f times parsing alone%n",
                    fleet, LEGS[leg], median(nanos[leg]), median(ratios));
        }
        System.out.printf("%-8s (%,d outputs)%n", fleet, sum);
    }

    private static List<byte[]> values(Fleet fleet, int turn) {
        List<byte[]> values = new ArrayList<>();
        int steps = EVENTS_A_WATERMARK / 2;
        int firstSession = turn * WATERMARKS_A_TURN * steps;
        int sessionsOpen = SESSION_MILLIS / WATERMARK_INTERVAL_MILLIS * steps;
        for (int session = firstSession;
                session < firstSession + WATERMARKS_A_TURN * steps;
                session++) {
            values.add(
                    SessionRecords.start(fleet, session, session % DEVICES, startMillis(session)));
            int ended = session - sessionsOpen;
            if (ended >= 0) {
                values.add(SessionRecords.end(fleet, ended, startMillis(session)));
            }
        }
        return values;
    }

    private static long startMillis(int session) {
        return EDGE_MILLIS + (long) session * WATERMARK_INTERVAL_MILLIS / (EVENTS_A_WATERMARK / 2);
    }

    private void play(List<byte[]> values, Leg leg) throws Exception {
        int count = 0;
        long latestMillis = 0;
        for (byte[] value : values) {
            PackedRecord event = SessionRecords.packed(json, value);
            leg.event(event);
            latestMillis = event.event().timeMillis();
            count++;
            if (count % EVENTS_A_WATERMARK == 0) {
                leg.watermark(latestMillis - 1);
            }
        }
        leg.watermark(latestMillis - 1);
        leg.checkpoint();
    }

    private Leg parsing() {
        return new Leg() {
            @Override
            public void event(PackedRecord event) {
                sum += event.event().timeMillis() & 1;
            }

            @Override
            public void watermark(long millis) {}

            @Override
            public void checkpoint() {}
        };
    }

    private Leg pairing() throws Exception {
        return paired(DrivenStage.pairing(LIMITS, ZONES, this::put));
    }

    private Leg counting() throws Exception {
        return leg(scopes());
    }

    private Leg withDevices() throws Exception {
        DrivenStage<ScopeChange> scopes = scopes();
        return leg(devices(scopes), scopes);
    }

    private Leg all() throws Exception {
        DrivenStage<ScopeChange> scopes = scopes();
        return leg(
                devices(scopes),
                scopes,
                DrivenStage.usageCells(RETENTION_MILLIS, this::put),
                DrivenStage.jobNames(RETENTION_MILLIS, this::put));
    }

    private DrivenStage<ScopeChange> scopes() throws Exception {
        return DrivenStage.scopes(RETENTION_MILLIS, ZONES, this::put);
    }

    /** They tell scopes of their activity, and rows. */
    private DrivenStage<DeviceChange> devices(DrivenStage<ScopeChange> scopes) throws Exception {
        DrivenStage.Outlet outlet = DrivenStage.into(scopes);
        return DrivenStage.devices(
                RETENTION_MILLIS,
                ZONES,
                value -> {
                    outlet.put(value);
                    put(value);
                });
    }

    private void put(Object row) {
        sum++;
    }

    /** The pairing stage, and behind it others in this order. */
    private static Leg leg(DrivenStage<?>... others) throws Exception {
        return paired(DrivenStage.pairing(LIMITS, ZONES, DrivenStage.into(others)), others);
    }

    private static Leg paired(DrivenStage<PackedRecord> pairing, DrivenStage<?>... others) {
        List<DrivenStage<?>> stages = new ArrayList<>();
        stages.add(pairing);
        stages.addAll(List.of(others));
        return new Leg() {
            @Override
            public void event(PackedRecord event) throws Exception {
                pairing.process(event);
            }

            @Override
            public void watermark(long millis) throws Exception {
                pairing.watermark(millis);
            }

            @Override
            public void checkpoint() throws Exception {
                for (DrivenStage<?> stage : stages) {
                    stage.barrier();
                    stage.keep();
                }
            }
        };
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}

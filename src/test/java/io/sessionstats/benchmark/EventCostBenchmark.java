package io.sessionstats.benchmark;

import static io.sessionstats.benchmark.BenchmarkSettings.EDGE_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.ZONES;

import io.sessionstats.benchmark.SessionRecords.Fleet;
import io.sessionstats.ingest.ReceivedEvent;
import io.sessionstats.ingest.SessionEventJson;
import io.sessionstats.job.DrivenStage;
import io.sessionstats.job.NamedStart;
import io.sessionstats.job.SessionUsage;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.DeviceContribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an event of a short session costs on one thread: parsed; parsed and paired; and then
 * combined into deltas; and then counted for its devices; and then, of a farm, for its usage and
 * the name of its job. Sessions last five seconds of event time, ten thousand events come each
 * second of it, a watermark five times a second, and a session is forgotten ten seconds after its
 * end; each device has a session every ten seconds. All of it is timed in turns on the same events,
 * so that what else the machine does falls on all alike; figures are medians of the turns.
 */
class EventCostBenchmark {

    private static final PairingLimits LIMITS = new PairingLimits(10_000, 60_000);
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
        "... and combined",
        "... and devices counted",
        "... and usage"
    };

    private final SessionEventJson json = new SessionEventJson();
    private long sum;

    /** Takes a parsed event, or the watermark after it. */
    private interface Leg {

        void event(ReceivedEvent event) throws Exception;

        void watermark(long millis) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void costOfAnEvent(Fleet fleet) throws Exception {
        List<Leg> legs = List.of(parsing(), pairing(), combining(), counting(), all());
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
            ReceivedEvent event = SessionRecords.parsed(json, value, Long.MAX_VALUE / 2).event();
            leg.event(event);
            latestMillis = event.event().timeMillis();
            count++;
            if (count % EVENTS_A_WATERMARK == 0) {
                leg.watermark(latestMillis - 1);
            }
        }
        leg.watermark(latestMillis - 1);
    }

    private Leg parsing() {
        return new Leg() {
            @Override
            public void event(ReceivedEvent event) {
                sum += event.event().timeMillis() & 1;
            }

            @Override
            public void watermark(long millis) {}
        };
    }

    private Leg pairing() throws Exception {
        return leg(DrivenStage.pairing(LIMITS, ZONES, delta -> sum++));
    }

    private Leg combining() throws Exception {
        DrivenStage<BucketDelta> combiner = DrivenStage.combiner(delta -> sum++);
        return leg(DrivenStage.pairing(LIMITS, ZONES, outlet(combiner, null, null, null)));
    }

    private Leg counting() throws Exception {
        return counting(null, null);
    }

    private Leg all() throws Exception {
        DrivenStage.Outlet rows =
                new DrivenStage.Outlet() {
                    @Override
                    public void delta(BucketDelta delta) {}

                    @Override
                    public void aside(Object row) {
                        sum++;
                    }
                };
        long retentionMillis = LIMITS.allowedLatenessMillis();
        return counting(
                DrivenStage.usageCells(retentionMillis, rows),
                DrivenStage.jobNames(retentionMillis, rows));
    }

    private Leg counting(DrivenStage<SessionUsage> cells, DrivenStage<NamedStart> jobNames)
            throws Exception {
        DrivenStage<BucketDelta> combiner = DrivenStage.combiner(delta -> sum++);
        DrivenStage<BucketDelta> ofDevices = DrivenStage.combiner(delta -> sum++);
        DrivenStage<DeviceContribution> devices =
                DrivenStage.devices(
                        LIMITS.allowedLatenessMillis(), ZONES, outlet(ofDevices, null, null, null));
        return leg(DrivenStage.pairing(LIMITS, ZONES, outlet(combiner, devices, cells, jobNames)));
    }

    private static DrivenStage.Outlet outlet(
            DrivenStage<BucketDelta> combiner,
            DrivenStage<DeviceContribution> devices,
            DrivenStage<SessionUsage> cells,
            DrivenStage<NamedStart> jobNames) {
        return new DrivenStage.Outlet() {
            @Override
            public void delta(BucketDelta delta) throws Exception {
                combiner.process(delta);
            }

            @Override
            public void aside(Object value) throws Exception {
                if (devices != null && value instanceof DeviceContribution contribution) {
                    devices.process(contribution);
                } else if (cells != null && value instanceof SessionUsage usage) {
                    cells.process(usage);
                } else if (jobNames != null && value instanceof NamedStart start) {
                    jobNames.process(start);
                }
            }

            @Override
            public void watermark(long millis) throws Exception {
                combiner.watermark(millis);
                if (devices != null) {
                    devices.watermark(millis);
                }
                if (cells != null) {
                    cells.watermark(millis);
                }
                if (jobNames != null) {
                    jobNames.watermark(millis);
                }
            }
        };
    }

    private static Leg leg(DrivenStage<ReceivedEvent> pairing) {
        return new Leg() {
            @Override
            public void event(ReceivedEvent event) throws Exception {
                pairing.process(event);
            }

            @Override
            public void watermark(long millis) throws Exception {
                pairing.watermark(millis);
            }
        };
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}

package io.sessionstats.benchmark;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import io.sessionstats.session.UsageType;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.Publication;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowChunks;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsageKeyId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a row costs from the stage that tells it to its place in PostgreSQL, by kind: CPU time of
 * this JVM to write it into a chunk and to publish that, and of the server's processes. The rows
 * are those that a backlog of two million events over three days leaves, published in some parts:
 * first all of them anew, then all of them once more, as a job whose rows change does. The server
 * is configured as jobs/local does.
 */
class PublishingBenchmark {

    private static final int PUBLICATIONS = 8;
    private static final int HOURS = 72;
    private static final int PROJECTS = 50;
    private static final int DEVICES = 20_000;
    private static final int CONSOLES = 2_000;
    private static final int FARMS = 20;
    private static final long FROM = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();
    private static final long HOUR_MILLIS = 3_600_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final EmbeddedPostgres server;
    private final PostgresDatabase database;
    private final StatisticsStore store;
    private long checkpoint;

    PublishingBenchmark() throws Exception {
        server =
                EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("shared_buffers", "64MB")
                        .start();
        database = EmbeddedStore.schemaOf(server.getPort(), "publishing");
        store = new PostgresStatisticsStore(database);
        store.register("job", 0, new StoreSettings(BenchmarkSettings.ZONES, UsageGrain.DEFAULT));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        server.close();
    }

    @Test
    void costOfARow() throws Exception {
        System.out.printf(
                "%-30s %9s %9s | CPU us a row: %8s %8s %10s | %s%n",
                "", "rows", "bytes/row", "encoding", "sending", "PostgreSQL", "seconds");
        measure("scopes", this::scopes, false);
        measure("devices in the field, new", this::fieldDevices, true);
        measure("consoles, new", this::consoles, true);
        measure("usage keys", this::usageKeys, true);
        measure("usage cells, new", this::usageCells, true);
        measure("scopes again", this::scopes, false);
        measure("devices in the field again", this::fieldDevices, false);
        measure("usage keys again", this::usageKeys, false);
        measure("usage cells again", this::usageCells, false);
    }

    private interface Stage {
        void tell(int part, boolean first, RowChunks rows);
    }

    private void measure(String name, Stage stage, boolean first) throws Exception {
        List<List<RowChunk>> parts = new ArrayList<>();
        long encoding = 0;
        for (int part = 0; part < PUBLICATIONS; part++) {
            List<RowChunk> chunks = new ArrayList<>();
            parts.add(chunks);
            encoding += encode(stage, part, first, chunks);
        }
        long rows = 0;
        long bytes = 0;
        for (List<RowChunk> chunks : parts) {
            for (RowChunk chunk : chunks) {
                rows += chunk.rows();
                bytes += chunk.bytes().length;
            }
        }
        EmbeddedStore.execute(database, "CHECKPOINT");
        long beganNanos = System.nanoTime();
        long beganServer = serverMicros();
        long beganCpu = threads.getCurrentThreadCpuTime();
        for (List<RowChunk> chunks : parts) {
            store.publish(1, new Publication(++checkpoint, FROM, chunks));
        }
        long sending = threads.getCurrentThreadCpuTime() - beganCpu;
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        long serverMicros = serverMicros() - beganServer;
        System.out.printf(
                "%-30s %,9d %9.0f | %21.2f %8.2f %10.2f | %.1f%n",
                name,
                rows,
                (double) bytes / rows,
                encoding / 1e3 / rows,
                sending / 1e3 / rows,
                (double) serverMicros / rows,
                seconds);
    }

    private long encode(Stage stage, int part, boolean first, List<RowChunk> chunks) {
        RowChunks rows = new RowChunks(chunks::add);
        long began = threads.getCurrentThreadCpuTime();
        stage.tell(part, first, rows);
        rows.flush();
        return threads.getCurrentThreadCpuTime() - began;
    }

    /** Those of the hours; a day's and a month's are few. */
    private void scopes(int part, boolean first, RowChunks rows) {
        for (int scope = 0; scope < PROJECTS + FARMS; scope++) {
            Scope id =
                    scope < PROJECTS ? project(scope) : Scope.farm(FARM_IDS.get(scope - PROJECTS));
            for (int hour : hours(part)) {
                rows.addScope(id, hourBucket(hour), TALLY);
            }
        }
    }

    private void fieldDevices(int part, boolean first, RowChunks rows) {
        SplittableRandom random = new SplittableRandom(part);
        for (int device : SHUFFLED_DEVICES) {
            List<String> itself = List.of(DEVICE_IDS.get(device));
            for (int hour : hours(part)) {
                if (random.nextInt(100) < 43) {
                    rows.addDevice(
                            project(device * PROJECTS / DEVICES),
                            itself.get(0),
                            hourBucket(hour),
                            TALLY,
                            itself,
                            List.of(CONSOLE_IDS.get(random.nextInt(CONSOLES))),
                            first);
                }
            }
        }
    }

    private void consoles(int part, boolean first, RowChunks rows) {
        SplittableRandom random = new SplittableRandom(part);
        for (int console = 0; console < CONSOLES; console++) {
            List<String> itself = List.of(CONSOLE_IDS.get(console));
            for (int hour : hours(part)) {
                List<String> met = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    met.add(DEVICE_IDS.get(random.nextInt(DEVICES)));
                }
                rows.addDevice(
                        project(console * PROJECTS / CONSOLES),
                        itself.get(0),
                        hourBucket(hour),
                        TALLY,
                        met,
                        itself,
                        first);
            }
        }
    }

    private void usageKeys(int part, boolean first, RowChunks rows) {
        for (int i = part; i < KEYS.size(); i += PUBLICATIONS) {
            rows.addUsageKey(IDS.get(i), KEYS.get(i));
        }
    }

    /** Two of a key. */
    private void usageCells(int part, boolean first, RowChunks rows) {
        SplittableRandom random = new SplittableRandom(part);
        long slotsOfPart = HOURS / PUBLICATIONS * HOUR_MILLIS / UsageGrain.DEFAULT.millis();
        long firstSlot = UsageGrain.DEFAULT.slot(FROM) + part * slotsOfPart;
        for (int i = part; i < KEYS.size(); i += PUBLICATIONS) {
            UsageKey key = KEYS.get(i);
            long slot = firstSlot + random.nextInt((int) slotsOfPart - 1);
            for (int cell = 0; cell < 2; cell++, slot++) {
                rows.addUsageCell(
                        IDS.get(i),
                        key.queueHash(),
                        key.fleetHash(),
                        new UsageCell(
                                slot,
                                slot + random.nextInt(4),
                                1,
                                random.nextInt(900_000),
                                random.nextInt(900_000),
                                random.nextInt(900_000),
                                random.nextInt(900_000),
                                random.nextInt(900_000),
                                random.nextInt(900_000),
                                random.nextInt(1_200_000),
                                random.nextInt(1_200_000)),
                        first);
            }
        }
    }

    private static final Tally TALLY = new Tally(1, 1, 1, 1_234_567, 1, 1, 1, 1);
    private static final List<String> FARM_IDS = ids("farm-", FARMS, 2);
    private static final List<String> DEVICE_IDS = ids("field-", DEVICES, 1);
    private static final List<String> CONSOLE_IDS = ids("console-", CONSOLES, 1);
    private static final List<Scope> SCOPES =
            ids("project-", PROJECTS, 1).stream().map(Scope::project).toList();
    private static final List<Integer> SHUFFLED_DEVICES = shuffledDevices();
    private static final List<UsageKey> KEYS = keys();
    private static final List<UsageKeyId> IDS = KEYS.stream().map(UsageKey::id).toList();

    /** A prefix, and as many times 16 digits. */
    private static List<String> ids(String prefix, int count, int parts) {
        Random random = new Random(prefix.hashCode());
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder id = new StringBuilder(prefix);
            for (int part = 0; part < parts; part++) {
                id.append("%016x".formatted(random.nextLong()));
            }
            ids.add(id.toString());
        }
        return ids;
    }

    private static List<Integer> shuffledDevices() {
        List<Integer> devices = new ArrayList<>(IntStream.range(0, DEVICES).boxed().toList());
        Collections.shuffle(devices, new Random(1));
        return devices;
    }

    private static List<UsageKey> keys() {
        Random random = new Random(2);
        List<String> queues = ids("queue-", FARMS * 10, 2);
        List<String> fleets = ids("fleet-", FARMS * 10, 2);
        List<String> jobs = ids("job-", FARMS * 2000, 2);
        List<String> users = ids("user-", 200, 2);
        List<UsageKey> keys = new ArrayList<>();
        for (int i = 0; i < 247_000; i++) {
            int farm = random.nextInt(FARMS);
            int job = farm * 2000 + random.nextInt(2000);
            keys.add(
                    new UsageKey(
                            FARM_IDS.get(farm),
                            queues.get(farm * 10 + job % 10),
                            fleets.get(farm * 10 + random.nextInt(10)),
                            jobs.get(job),
                            users.get(job % 200),
                            UsageType.COMPUTE,
                            "c5." + random.nextInt(8) + "xlarge",
                            null,
                            340_000 + i));
        }
        return keys;
    }

    private static Scope project(int number) {
        return SCOPES.get(number);
    }

    private static int[] hours(int part) {
        return IntStream.range(part * HOURS / PUBLICATIONS, (part + 1) * HOURS / PUBLICATIONS)
                .toArray();
    }

    private static Bucket hourBucket(int hour) {
        long start = FROM + hour * HOUR_MILLIS;
        return new Bucket(Period.HOUR, start, start + HOUR_MILLIS);
    }

    /** CPU time of the server's processes, of those that have ended as well. */
    private long serverMicros() throws IOException, SQLException {
        String postmaster =
                EmbeddedStore.query(
                                database,
                                "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")
                        .get(0);
        long ticks = 0;
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes.filter(PublishingBenchmark::isProcess).toList()) {
                String[] numbers = statistics(process.resolve("stat"));
                boolean itself = process.getFileName().toString().equals(postmaster);
                if (itself || numbers[PARENT].equals(postmaster)) {
                    ticks += Long.parseLong(numbers[USER]) + Long.parseLong(numbers[SYSTEM]);
                }
                if (itself) {
                    ticks +=
                            Long.parseLong(numbers[USER + 2]) + Long.parseLong(numbers[SYSTEM + 2]);
                }
            }
        }
        return ticks * MICROS_PER_TICK;
    }

    private static final long MICROS_PER_TICK = 10_000;

    /** Places of numbers after the name of the program, in parentheses. */
    private static final int PARENT = 1;

    private static final int USER = 11;
    private static final int SYSTEM = 12;

    private static boolean isProcess(Path path) {
        return path.getFileName().toString().matches("[0-9]+");
    }

    private static String[] statistics(Path stat) throws IOException {
        String line;
        try {
            line = Files.readString(stat);
        } catch (IOException e) {
            line = "0 (ended) E 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"; // meanwhile
        }
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }
}

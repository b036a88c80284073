package io.sessionstats.store.postgres.aggregating;

import static java.util.stream.Collectors.joining;

import io.sessionstats.store.AggregationFailedException;
import io.sessionstats.usage.ResourceHash;
import io.sessionstats.usage.UsageAggregation;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageQuery;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Streams the usage cells that can matter to a query into its aggregation. They come by COPY in its
 * binary format, in which a row of ours always has the same length: nothing is made of a cell but
 * the driver's array and the value that is added.
 */
final class CellReader {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** 2000-01-01 UTC, from which PostgreSQL counts microseconds. */
    private static final long POSTGRES_EPOCH_MILLIS = 946_684_800_000L;

    private static final int UUID_LENGTH = 16;
    private static final int FIELD_HEAD = Integer.BYTES;
    private static final int FIELD = FIELD_HEAD + Long.BYTES;

    /** Where the first column's value begins: after the number of columns, and its length. */
    private static final int FIRST_COLUMN = Short.BYTES + FIELD_HEAD;

    private static final int SECOND_COLUMN = FIRST_COLUMN + UUID_LENGTH;

    private static final List<String> COLUMNS =
            List.of(
                    "start_slot",
                    "end_slot",
                    "sessions",
                    "start_offset_sum_ms",
                    "end_offset_sum_ms");

    private static final List<String> EXTREMES =
            List.of(
                    "start_offset_min_ms",
                    "start_offset_max_ms",
                    "end_offset_min_ms",
                    "end_offset_max_ms",
                    "length_min_ms",
                    "length_max_ms");

    private static final int CELLS_PER_CHECK = 4096;

    /**
     * Cells whose key is unknown wait, so that keys are resolved in batches. In larger ones many
     * more cells wait in vain for a key that others wait for as well.
     */
    private static final int WAITING_MAX = 8192;

    private final Connection connection;
    private final UsageQuery query;
    private final UsageGrain grain;
    private final UsageAggregation aggregation;
    private final PriceGroups priceGroups;
    private final ResultRows results;
    private final AggregationWatch watch;
    private final String columns;
    private final int rowLength;
    private final List<byte[]> waiting = new ArrayList<>();
    private long cells;

    CellReader(
            Connection connection,
            UsageQuery query,
            UsageGrain grain,
            UsageAggregation aggregation,
            PriceGroups priceGroups,
            ResultRows results,
            AggregationWatch watch) {
        this.connection = connection;
        this.query = query;
        this.grain = grain;
        this.aggregation = aggregation;
        this.priceGroups = priceGroups;
        this.results = results;
        this.watch = watch;
        List<String> names = new ArrayList<>(COLUMNS);
        if (query.extremes()) {
            names.addAll(EXTREMES);
        }
        this.columns = "usage_key, " + String.join(", ", names);
        this.rowLength = SECOND_COLUMN + names.size() * FIELD;
    }

    /** Adds the cells that start within a span, in whatever order. */
    void read(StartSpan span)
            throws SQLException, AggregationFailedException, InterruptedException {
        watch.check();
        BinaryCopy rows = new BinaryCopy(connection, select(span));
        while (rows.next()) {
            add(rows.bytes(), rows.at());
        }
        resolveWaiting();
    }

    /** The SELECT for the cells: all that is in it are names and numbers of ours. */
    String select(StartSpan span) {
        String hashes =
                query.resourceIds().stream()
                        .map(id -> Long.toString(ResourceHash.of(query.farmId(), id)))
                        .collect(joining(",", "'{", "}'::bigint[]"));
        // Cells are found by queue and start. Of a fleet's queues they are told apart by the fleet,
        // still in the index.
        String found =
                query.filter() == UsageDimension.QUEUE_ID
                        ? "queue_hash = ANY (" + hashes + ")"
                        : """
                        fleet_hash = ANY (%1$s) AND queue_hash = ANY (ARRAY (
                            SELECT queue_hash FROM usage_fleet_queue
                            WHERE fleet_hash = ANY (%1$s)))"""
                                .formatted(hashes);
        long firstMillis = query.periods().firstMillis();
        // Of cells that start before the range, those that end before it do not matter.
        String end =
                span.fromMillis() < firstMillis ? " AND end_slot >= " + instant(firstMillis) : "";
        return "SELECT %s FROM usage_cell WHERE %s".formatted(columns, found)
                + " AND start_slot >= %s AND start_slot < %s"
                        .formatted(instant(span.fromMillis()), instant(span.toMillis()))
                + end;
    }

    private static String instant(long epochMillis) {
        return "to_timestamp(" + epochMillis / 1000 + ")"; // a slot starts on a whole minute
    }

    private void add(byte[] bytes, int at)
            throws SQLException, AggregationFailedException, InterruptedException {
        if (bytes.length - at != rowLength) {
            throw new IllegalStateException("a row of unexpected length: " + bytes.length);
        }
        if (++cells % CELLS_PER_CHECK == 0) {
            watch.check();
            results.check();
        }
        int group = priceGroups.of(high(bytes, at), low(bytes, at));
        if (group == PriceGroups.UNKNOWN) {
            waiting.add(Arrays.copyOfRange(bytes, at, bytes.length));
            if (waiting.size() == WAITING_MAX) {
                resolveWaiting();
            }
        } else if (group != PriceGroups.NOT_SELECTED) {
            aggregation.add(group, cell(bytes, at));
        }
    }

    private void resolveWaiting()
            throws SQLException, AggregationFailedException, InterruptedException {
        if (waiting.isEmpty()) {
            return;
        }
        Set<UUID> ids = new HashSet<>();
        waiting.forEach(row -> ids.add(id(row)));
        priceGroups.resolve(ids);
        for (byte[] row : waiting) {
            int group = priceGroups.of(high(row, 0), low(row, 0));
            if (group != PriceGroups.NOT_SELECTED) {
                aggregation.add(group, cell(row, 0));
            }
        }
        waiting.clear();
        watch.check();
    }

    private static long high(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + FIRST_COLUMN);
    }

    private static long low(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + FIRST_COLUMN + Long.BYTES);
    }

    private UsageCell cell(byte[] bytes, int at) {
        boolean extremes = query.extremes();
        return new UsageCell(
                slot(number(bytes, at, 0)),
                slot(number(bytes, at, 1)),
                number(bytes, at, 2),
                number(bytes, at, 3),
                number(bytes, at, 4),
                extremes ? number(bytes, at, 5) : 0,
                extremes ? number(bytes, at, 6) : 0,
                extremes ? number(bytes, at, 7) : 0,
                extremes ? number(bytes, at, 8) : 0,
                extremes ? number(bytes, at, 9) : 0,
                extremes ? number(bytes, at, 10) : 0);
    }

    private static long number(byte[] bytes, int at, int column) {
        return (long) LONG.get(bytes, at + SECOND_COLUMN + column * FIELD + FIELD_HEAD);
    }

    private long slot(long postgresMicros) {
        return grain.slot(Math.floorDiv(postgresMicros, 1000) + POSTGRES_EPOCH_MILLIS);
    }

    private static UUID id(byte[] row) {
        return new UUID(high(row, 0), low(row, 0));
    }
}

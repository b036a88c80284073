package io.sessionstats.store.postgres.publishing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which queues a fleet has cells in: table {@code usage_fleet_queue}. The cells themselves are
 * found by their queue. Lives as long as a connection. A hash table of primitives, since it is
 * asked for each cell.
 */
final class FleetQueues {

    private static final int CAPACITY_MIN = 1024;

    /** More are forgotten, and told to the store again. */
    private static final int PAIRS_MAX = 100_000;

    /** Fleets and queues in turn; a free place has the fleet 0, which is looked for in vain. */
    private long[] pairs = new long[2 * CAPACITY_MIN];

    private int size;
    private final List<Long> newFleets = new ArrayList<>();
    private final List<Long> newQueues = new ArrayList<>();

    /** A cell of that fleet and queue is being published. */
    void met(long fleetHash, long queueHash) {
        int place = placeOf(fleetHash, queueHash);
        if (pairs[place] == fleetHash && pairs[place + 1] == queueHash) {
            return;
        }
        newFleets.add(fleetHash);
        newQueues.add(queueHash);
        if (size >= PAIRS_MAX) {
            pairs = new long[2 * CAPACITY_MIN];
            size = 0;
        } else if (size * 4 >= pairs.length) {
            grow();
        }
        put(fleetHash, queueHash);
    }

    /** Adds those that have been met anew, within the caller's transaction. */
    void add(Connection connection) throws SQLException {
        if (newFleets.isEmpty()) {
            return;
        }
        String sql =
                """
                INSERT INTO usage_fleet_queue (fleet_hash, queue_hash)
                SELECT * FROM unnest(?::bigint[], ?::bigint[])
                ON CONFLICT DO NOTHING""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("bigint", newFleets.toArray()));
            statement.setArray(2, connection.createArrayOf("bigint", newQueues.toArray()));
            statement.executeUpdate();
        }
        newFleets.clear();
        newQueues.clear();
    }

    private void put(long fleetHash, long queueHash) {
        int place = placeOf(fleetHash, queueHash);
        pairs[place] = fleetHash;
        pairs[place + 1] = queueHash;
        size++;
    }

    private void grow() {
        long[] before = pairs;
        pairs = new long[2 * before.length];
        size = 0;
        for (int i = 0; i < before.length; i += 2) {
            if (before[i] != 0) {
                put(before[i], before[i + 1]);
            }
        }
    }

    /** Where a pair is, or would be: the hashes' own bits do. */
    private int placeOf(long fleetHash, long queueHash) {
        int mask = pairs.length - 1;
        int place = (int) (2 * (fleetHash + 31 * queueHash)) & mask;
        while (pairs[place] != 0 && (pairs[place] != fleetHash || pairs[place + 1] != queueHash)) {
            place = (place + 2) & mask;
        }
        return place;
    }
}

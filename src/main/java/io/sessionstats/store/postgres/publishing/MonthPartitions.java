package io.sessionstats.store.postgres.publishing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The partitions of one table, each for the bucket starts of one UTC month. Lives as long as a
 * connection: what it remembers is read again after any failure.
 *
 * <p>Partitions are made in a transaction of their own, before that of the rows, and each month
 * with the one after it. A statement that PostgreSQL has planned before a partition was attached
 * does not see its rows, even when it then reads by a snapshot that has them: were both to become
 * visible at once, a reader could see the progress of a checkpoint without some of its rows. So a
 * reader in a REPEATABLE READ transaction is always right. One at the default level could only go
 * wrong if it were held up between planning and reading for a whole publication of rows into a
 * month that the publication before it did not touch.
 */
final class MonthPartitions {

    private final String table;
    private Set<String> names;

    MonthPartitions(String table) {
        this.table = table;
    }

    /** Whether all partitions for these months are there, by what was read first. */
    boolean exist(Connection connection, Set<YearMonth> months) throws SQLException {
        if (names == null) {
            names = existing(connection);
        }
        return months.stream().allMatch(this::exists);
    }

    /**
     * Makes the missing partitions. The caller holds the lock of {@link Progress}, so that no two
     * jobs make the same one. Readers are not held up: the new table is made apart and then
     * attached, which locks out other changes of the schema only.
     */
    void create(Connection connection, Set<YearMonth> months) throws SQLException {
        names = existing(connection);
        for (YearMonth month : new TreeSet<>(months)) {
            createIfMissing(connection, month);
            createIfMissing(connection, month.plusMonths(1));
        }
    }

    private boolean exists(YearMonth month) {
        return names.contains(nameOf(month)) && names.contains(nameOf(month.plusMonths(1)));
    }

    private void createIfMissing(Connection connection, YearMonth month) throws SQLException {
        String name = nameOf(month);
        if (!names.contains(name)) {
            create(connection, name, month);
            names.add(name);
        }
    }

    private String nameOf(YearMonth month) {
        return "%s_%04d_%02d".formatted(table, month.getYear(), month.getMonthValue());
    }

    static YearMonth monthOf(long epochMillis) {
        return YearMonth.from(Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC));
    }

    private void create(Connection connection, String name, YearMonth month) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // The current hour's rows change every few seconds: room for new versions beside them.
            statement.execute(
                    "CREATE TABLE %s (LIKE %s INCLUDING ALL) WITH (fillfactor = 80)"
                            .formatted(name, table));
            statement.execute(
                    "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
                            .formatted(table, name, start(month), start(month.plusMonths(1))));
        }
    }

    private static String start(YearMonth month) {
        return "%04d-%02d-01 00:00:00+00".formatted(month.getYear(), month.getMonthValue());
    }

    private Set<String> existing(Connection connection) throws SQLException {
        String sql =
                """
                SELECT partition.relname
                FROM pg_inherits JOIN pg_class AS partition ON partition.oid = inhrelid
                WHERE inhparent = ?::regclass""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table);
            Set<String> found = new HashSet<>();
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}

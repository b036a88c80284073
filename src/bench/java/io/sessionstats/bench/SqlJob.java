package io.sessionstats.bench;

import io.sessionstats.local.LocalServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.StringJoiner;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableConfig;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.catalog.Column;

/** Flink SQL with the settings that served it best: mini-batches, two phases, heap state. */
final class SqlJob {

    private SqlJob() {}

    static void run(Task task, Path directory, String schema) throws Exception {
        StreamTableEnvironment tables = tables(task, directory);
        tables.executeSql(SqlTables.events(task.topic(), task.bootstrapServers()));
        SqlTables.views().forEach(tables::executeSql);
        StatementSet statements = tables.createStatementSet();
        for (SqlTables.Target target : SqlTables.targets()) {
            createTarget(tables, target, task, schema);
            statements.addInsertSql("INSERT INTO " + target.name() + " " + target.query());
        }
        statements.execute().await();
    }

    private static StreamTableEnvironment tables(Task task, Path directory) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(RestOptions.BIND_PORT, "0");
        // Ten queries in one job have more channels than the default has buffers for.
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(256));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(256));
        configuration.set(
                CheckpointingOptions.CHECKPOINTING_INTERVAL,
                Duration.ofMillis(task.checkpointIntervalMillis()));
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
        CheckpointReports.configure(configuration);
        StreamTableEnvironment tables =
                StreamTableEnvironment.create(
                        StreamExecutionEnvironment.createLocalEnvironment(
                                task.parallelism(), configuration));
        TableConfig config = tables.getConfig();
        config.setLocalTimeZone(ZoneOffset.UTC);
        config.set("table.exec.mini-batch.enabled", "true");
        config.set("table.exec.mini-batch.allow-latency", "2 s");
        config.set("table.exec.mini-batch.size", "5000");
        config.set("table.optimizer.agg-phase-strategy", "TWO_PHASE");
        config.set("table.optimizer.reuse-source-enabled", "true");
        config.set("table.optimizer.reuse-sub-plan-enabled", "true");
        return tables;
    }

    /** Makes the table that takes a query's result, and the one in PostgreSQL behind it. */
    private static void createTarget(
            StreamTableEnvironment tables, SqlTables.Target target, Task task, String schema)
            throws SQLException {
        boolean postgres = task.contender().usesPostgres();
        StringJoiner columns = new StringJoiner(", ");
        StringJoiner columnsOfPostgres = new StringJoiner(", ");
        for (Column column : tables.sqlQuery(target.query()).getResolvedSchema().getColumns()) {
            String type = type(column);
            String nullable = target.key().contains(column.getName()) ? " NOT NULL" : "";
            columns.add("`%s` %s%s".formatted(column.getName(), type, postgres ? nullable : ""));
            columnsOfPostgres.add(
                    column.getName()
                            + " "
                            + (type.equals("STRING") ? "text" : type.replace("`", "")));
        }
        String key = String.join(", ", target.key());
        if (!postgres) {
            tables.executeSql(
                    "CREATE TABLE %s (%s) WITH ('connector' = 'blackhole')"
                            .formatted(target.name(), columns));
            return;
        }
        String name = schema + "." + target.name();
        execute(
                task.postgresUrl(),
                "CREATE TABLE %s (%s, PRIMARY KEY (%s))".formatted(name, columnsOfPostgres, key));
        tables.executeSql(
                """
                CREATE TABLE %s (%s, PRIMARY KEY (%s) NOT ENFORCED) WITH (
                  'connector' = 'jdbc', 'url' = '%s?reWriteBatchedInserts=true&currentSchema=%s',
                  'table-name' = '%s', 'username' = '%s', 'password' = '',
                  'sink.buffer-flush.max-rows' = '5000', 'sink.buffer-flush.interval' = '2s')"""
                        .formatted(
                                target.name(),
                                columns,
                                key,
                                task.postgresUrl(),
                                schema,
                                target.name(),
                                LocalServers.POSTGRES_USER));
    }

    private static String type(Column column) {
        return column.getDataType()
                .getLogicalType()
                .asSummaryString()
                .replace(" NOT NULL", "")
                .replaceAll("TIMESTAMP.*", "TIMESTAMP(3)")
                .replaceAll("(VAR)?CHAR\\([0-9]+\\)", "STRING");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(url, LocalServers.POSTGRES_USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

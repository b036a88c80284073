package io.sessionstats.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The statistics that Flink SQL can say, as queries and as the tables they go to: per project, and
 * per device of a project, by the UTC hour, day and month in which a session ended, and the usage
 * of farms by hour. Sessions are paired by grouping, which costs SQL less than any join.
 *
 * <p>That is less than the job does: a session counts whole where it ends, and only then; no
 * statistics of farms; no zones, no rejected, repeated or late events, no usage by the quarter.
 */
final class SqlTables {

    private static final List<String> PERIODS = List.of("HOUR", "DAY", "MONTH");

    private static final List<String> FARM_DIMENSIONS =
            List.of(
                    "queueId",
                    "fleetId",
                    "jobId",
                    "userId",
                    "usageType",
                    "instanceType",
                    "licenseProduct",
                    "hourlyRateUsd");

    private static final String SUMS = "COUNT(*) AS n, SUM(d) AS d, ";
    private static final String QUALITIES = "SUM(rated) AS rated, SUM(notbad) AS notbad";

    private SqlTables() {}

    /**
     * A table and what fills it.
     *
     * @param name the table's
     * @param key its columns that identify a row
     * @param query what fills it
     */
    record Target(String name, List<String> key, String query) {}

    /** The topic's events as a table. */
    static String events(String topic, String bootstrapServers) {
        return """
               CREATE TABLE ev (
                 `type` STRING, sessionId STRING, `time` TIMESTAMP_LTZ(3), farmId STRING,
                 projectId STRING, queueId STRING, fleetId STRING, jobId STRING, userId STRING,
                 workerId STRING, instanceType STRING, licenseProduct STRING, usageType STRING,
                 hourlyRateUsd DECIMAL(12,6), fieldDeviceId STRING, remoteDeviceIds ARRAY<STRING>,
                 quality STRING
               ) WITH (
                 'connector' = 'kafka', 'topic' = '%s', 'properties.bootstrap.servers' = '%s',
                 'properties.group.id' = 'sql', 'scan.startup.mode' = 'earliest-offset',
                 'scan.bounded.mode' = 'latest-offset', 'format' = 'json',
                 'json.timestamp-format.standard' = 'ISO-8601',
                 'json.ignore-parse-errors' = 'true', 'properties.%s' = '%s')"""
                .formatted(
                        topic,
                        bootstrapServers,
                        FirstRecords.PROPERTY,
                        FirstRecords.class.getName());
    }

    /** What the queries read: one view a kind of scope, so that each pairs its sessions once. */
    static List<String> views() {
        Map<String, String> ofProjects = new LinkedHashMap<>();
        ofProjects.put("field", "fieldDeviceId");
        ofProjects.put("remote", "remoteDeviceIds[1]");
        Map<String, String> ofFarms = new LinkedHashMap<>();
        FARM_DIMENSIONS.forEach(dimension -> ofFarms.put(dimension, dimension));
        return List.of(
                pairs("p", "projectId", ofProjects),
                pairs("f", "farmId", ofFarms),
                """
                CREATE TEMPORARY VIEW a AS
                SELECT scp, field, remote, t1, CAST(TIMESTAMPDIFF(SECOND, t0, t1) AS BIGINT) AS d,
                       CASE WHEN quality IS NULL THEN 0 ELSE 1 END AS rated,
                       CASE WHEN quality <> 'BAD' THEN 1 ELSE 0 END AS notbad
                FROM p""",
                """
                CREATE TEMPORARY VIEW u AS
                SELECT scp AS farmId, queueId, fleetId, jobId, userId, usageType, instanceType,
                       COALESCE(licenseProduct, '') AS licenseProduct, hourlyRateUsd,
                       FLOOR(t1 TO HOUR) AS h, CAST(TIMESTAMPDIFF(SECOND, t0, t1) AS BIGINT) AS d
                FROM f""");
    }

    static List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (String period : PERIODS) {
            String bucket = "FLOOR(t1 TO " + period + ")";
            targets.add(
                    new Target(
                            "sink_scope_" + period.toLowerCase(Locale.ROOT),
                            List.of("scp", "b"),
                            "SELECT scp, %s AS b, %sCOUNT(DISTINCT field) AS fields, COUNT(DISTINCT remote) AS remotes, %s FROM a GROUP BY scp, %s"
                                    .formatted(bucket, SUMS, QUALITIES, bucket)));
            targets.add(ofDevices("field", "remote", period, bucket));
            targets.add(ofDevices("remote", "field", period, bucket));
        }
        List<String> key = new ArrayList<>(List.of("farmId"));
        key.addAll(FARM_DIMENSIONS);
        key.add("h");
        String columns = String.join(", ", key);
        targets.add(
                new Target(
                        "sink_usage_hour",
                        key,
                        "SELECT %s, COUNT(*) AS n, SUM(d) AS d, MIN(d) AS dmin, MAX(d) AS dmax, CAST(SUM(d) * hourlyRateUsd / 3600 AS DECIMAL(38,6)) AS cost FROM u GROUP BY %s"
                                .formatted(columns, columns)));
        return targets;
    }

    private static Target ofDevices(String role, String other, String period, String bucket) {
        return new Target(
                "sink_" + role + "_" + period.toLowerCase(Locale.ROOT),
                List.of("scp", "dev", "b"),
                "SELECT scp, %s AS dev, %s AS b, %sCOUNT(DISTINCT %s) AS others, %s FROM a GROUP BY scp, %s, %s"
                        .formatted(role, bucket, SUMS, other, QUALITIES, role, bucket));
    }

    private static String pairs(String view, String scope, Map<String, String> columnByName) {
        StringBuilder columns = new StringBuilder();
        columnByName.forEach(
                (name, column) -> columns.append("MAX(%s) AS %s, ".formatted(column, name)));
        return """
               CREATE TEMPORARY VIEW %s AS
               SELECT * FROM (
                 SELECT %s AS scp, sessionId, %sMAX(quality) AS quality,
                        MAX(`time`) FILTER (WHERE `type` = 'SESSION_STARTED') AS t0,
                        MAX(`time`) FILTER (WHERE `type` = 'SESSION_ENDED') AS t1
                 FROM ev WHERE %s IS NOT NULL GROUP BY %s, sessionId)
               WHERE t0 IS NOT NULL AND t1 IS NOT NULL"""
                .formatted(view, scope, columns, scope, scope);
    }
}

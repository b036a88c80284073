package io.sessionstats.api.deadline;

/** What the face can do, and how HTTP says it. */
enum Operation {
    START("StartSessionsStatisticsAggregation", "POST"),
    GET("GetSessionsStatisticsAggregation", "GET");

    final String wireName;
    final String method;

    Operation(String wireName, String method) {
        this.wireName = wireName;
        this.method = method;
    }
}

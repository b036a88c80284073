package io.sessionstats.api.deadline;

/** What can be asked for of costs and runtimes. */
enum Statistic {
    SUM,
    MIN,
    MAX,
    AVG
}

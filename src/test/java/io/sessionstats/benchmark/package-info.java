/**
 * Figures of what the job costs, in memory and in time, and of how soon the API server answers.
 * Nothing here judges them, and none of it is part of a build; on a fresh clone
 *
 * <pre>
 *   mvn -q -Pbenchmark test                                     all of them, some minutes
 *   mvn -q -Pbenchmark test -Dtest=SessionStateBenchmark        one of them
 *   mvn -q -Pbenchmark test -Dbenchmark.sessions=100000 "-Dbenchmark.heap=-Xmx2g"
 * </pre>
 *
 * <p>Each benchmark has a JVM of its own, with {@code -Xmx8g} and the serial collector as in
 * jobs/local. Times are of this machine and of this run; only those of one run are to be compared.
 */
package io.sessionstats.benchmark;

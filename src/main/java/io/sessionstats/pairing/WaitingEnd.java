package io.sessionstats.pairing;

import io.sessionstats.ingest.SourceRecord;
import io.sessionstats.session.Quality;

/**
 * An end whose start has not come.
 *
 * @param quality null when not rated
 * @param source the record it came in, for the day that it is rejected
 */
public record WaitingEnd(long endMillis, Quality quality, SourceRecord source) {}

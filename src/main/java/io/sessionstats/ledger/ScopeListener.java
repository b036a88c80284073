package io.sessionstats.ledger;

import io.sessionstats.statistics.ScopeStatistics;

/** Is told the rows of scopes that have changed. */
@FunctionalInterface
public interface ScopeListener {

    void row(ScopeStatistics statistics);
}

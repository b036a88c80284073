package io.sessionstats.job;

import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.BucketDelta;

/** Whose buckets, of which period: the key of the tumbling windows. */
public record ScopePeriod(Scope scope, Period period) {

    static ScopePeriod of(BucketDelta delta) {
        return new ScopePeriod(delta.scope(), delta.period());
    }

    /** The same in every JVM, as a key's must be; an enum's own is not. */
    @Override
    public int hashCode() {
        return 31 * scope.hashCode() + period.name().hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScopePeriod that
                && period == that.period
                && scope.equals(that.scope);
    }
}

package io.sessionstats.job;

import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.Tally;
import org.apache.flink.api.common.functions.AggregateFunction;

/** The sum of what is added to a bucket. */
public final class TallyAggregate implements AggregateFunction<BucketDelta, Tally, Tally> {

    private static final long serialVersionUID = 1L;

    @Override
    public Tally createAccumulator() {
        return Tally.ZERO;
    }

    @Override
    public Tally add(BucketDelta delta, Tally sum) {
        return sum.plus(delta.tally());
    }

    @Override
    public Tally getResult(Tally sum) {
        return sum;
    }

    @Override
    public Tally merge(Tally one, Tally other) {
        return one.plus(other);
    }
}

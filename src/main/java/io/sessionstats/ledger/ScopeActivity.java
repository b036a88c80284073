package io.sessionstats.ledger;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.ledger.ScopeChange.ActiveDevices;
import io.sessionstats.session.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * A scope as its devices see it: its calendar, and how many more of them, or fewer, have become
 * active in its buckets since that was last taken.
 */
public final class ScopeActivity {

    private final Scope scope;
    private final ZoneCalendar calendar;
    private final List<ScopeActivity> changed;
    private final List<Sum> sums = new ArrayList<>();

    private static final class Sum {
        private final Period period;
        private final long startMillis;
        private int field;
        private int remote;

        Sum(Period period, long startMillis) {
            this.period = period;
            this.startMillis = startMillis;
        }
    }

    /**
     * @param changed where it adds itself when something changes in it
     */
    public ScopeActivity(Scope scope, ZoneCalendar calendar, List<ScopeActivity> changed) {
        this.scope = scope;
        this.calendar = calendar;
        this.changed = changed;
    }

    public Scope scope() {
        return scope;
    }

    ZoneCalendar calendar() {
        return calendar;
    }

    /** A bucket has so many active devices more, or less. */
    void add(Period period, long startMillis, int field, int remote) {
        if (sums.isEmpty()) {
            changed.add(this);
        }
        Sum sum = null;
        for (int i = sums.size() - 1; i >= 0 && sum == null; i--) {
            Sum other = sums.get(i);
            if (other.startMillis == startMillis && other.period == period) {
                sum = other;
            }
        }
        if (sum == null) {
            sum = new Sum(period, startMillis);
            sums.add(sum);
        }
        sum.field += field;
        sum.remote += remote;
    }

    /** What has changed since it was taken last. */
    public List<ActiveDevices> take() {
        List<ActiveDevices> taken = new ArrayList<>(sums.size());
        for (Sum sum : sums) {
            if (sum.field != 0 || sum.remote != 0) {
                taken.add(new ActiveDevices(sum.period, sum.startMillis, sum.field, sum.remote));
            }
        }
        sums.clear();
        return taken;
    }
}

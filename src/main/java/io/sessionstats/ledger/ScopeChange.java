package io.sessionstats.ledger;

import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * What has changed in a scope since the last one was sent: sessions, or active devices.
 *
 * @param edges the changes of its sessions, many in one
 * @param devices the changes of its active devices
 */
public record ScopeChange(Scope scope, HourEdges edges, List<ActiveDevices> devices) {

    public static ScopeChange of(Scope scope, HourEdges edges) {
        return new ScopeChange(scope, edges, List.of());
    }

    /**
     * More active devices of a bucket, or fewer.
     *
     * @param startMillis the bucket's first instant, epoch milliseconds
     */
    public record ActiveDevices(Period period, long startMillis, int field, int remote) {}

    /** The change with no sessions in it. */
    public static ScopeChange ofDevices(Scope scope, List<ActiveDevices> devices) {
        return new ScopeChange(scope, new HourEdges(), new ArrayList<>(devices));
    }
}

package io.sessionstats.job;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.ScopeCalendars;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.statistics.BucketDelta;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/**
 * Tumbling event-time windows that follow the calendar of each scope's zone: hours, days and months
 * of whatever length they have there. A delta belongs to the one window that is its bucket.
 */
public final class CalendarWindows extends WindowAssigner<Object, TimeWindow> {

    private static final long serialVersionUID = 1L;

    private final ScopeZones zones;
    private final long retentionMillis;

    private transient ScopeCalendars calendars;

    /**
     * @param retentionMillis how long after its end a window may still change
     */
    public CalendarWindows(ScopeZones zones, long retentionMillis) {
        this.zones = zones;
        this.retentionMillis = retentionMillis;
    }

    @Override
    public Collection<TimeWindow> assignWindows(
            Object element, long timestamp, WindowAssignerContext context) {
        if (calendars == null) {
            calendars = new ScopeCalendars(zones);
        }
        BucketDelta delta = (BucketDelta) element;
        Bucket bucket = calendars.of(delta.scope()).bucket(delta.period(), delta.startMillis());
        return List.of(new TimeWindow(bucket.startMillis(), bucket.endMillis()));
    }

    @Override
    public Trigger<Object, TimeWindow> getDefaultTrigger() {
        return new OnEveryChange(retentionMillis);
    }

    @Override
    public TypeSerializer<TimeWindow> getWindowSerializer(ExecutionConfig config) {
        return new TimeWindow.Serializer();
    }

    @Override
    public boolean isEventTime() {
        return true;
    }
}

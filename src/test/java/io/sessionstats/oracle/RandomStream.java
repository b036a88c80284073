package io.sessionstats.oracle;

import io.sessionstats.session.SessionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A stream of records in the order of their arrival.
 *
 * @param seed what it was made from
 * @param records every event among them is in time, whatever the watermark has been on the way, as
 *     long as it stays behind the latest event read so far
 * @param tooLate events that are too late once the watermark stands where the records have left it,
 *     an hour's slack included
 */
public record RandomStream(
        long seed, StreamShape shape, List<ObservedRecord> records, List<ObservedRecord> tooLate) {

    public RandomStream {
        records = List.copyOf(records);
        tooLate = List.copyOf(tooLate);
    }

    /** The latest time of any event, epoch milliseconds. */
    public long latestEventMillis() {
        return records.stream()
                .map(ObservedRecord::event)
                .filter(Objects::nonNull)
                .mapToLong(SessionEvent::timeMillis)
                .max()
                .orElse(shape.from().toEpochMilli());
    }

    /** Where bounded disorder leaves the watermark, epoch milliseconds. */
    public long finalWatermarkMillis() {
        return latestEventMillis() - shape.outOfOrderness().toMillis() - 1;
    }

    /** The arrivals of the records' events, and then the watermark at the given millisecond. */
    public List<Step> stepsUpTo(long watermarkMillis) {
        List<Step> steps = new ArrayList<>();
        for (ObservedRecord record : records) {
            if (record.event() != null) {
                steps.add(new Step.Arrival(record.event()));
            }
        }
        steps.add(new Step.WatermarkTo(watermarkMillis));
        return steps;
    }

    /** The arrivals of the records' events, each followed by the watermark of bounded disorder. */
    public List<Step> stepsWithWatermarks() {
        List<Step> steps = new ArrayList<>();
        long latest = Long.MIN_VALUE;
        for (ObservedRecord record : records) {
            if (record.event() != null) {
                steps.add(new Step.Arrival(record.event()));
                if (record.event().timeMillis() > latest) {
                    latest = record.event().timeMillis();
                    steps.add(new Step.WatermarkTo(latest - shape.outOfOrderness().toMillis() - 1));
                }
            }
        }
        return steps;
    }

    /** The arrivals of the too-late events. */
    public List<Step> tooLateSteps() {
        List<Step> steps = new ArrayList<>();
        tooLate.forEach(record -> steps.add(new Step.Arrival(record.event())));
        return steps;
    }
}

package io.sessionstats.store.postgres;

import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.store.ChangedRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The numbers of a project's devices: table {@code device_bucket}. */
final class DeviceBucketRows extends PartitionedRows<DeviceStatistics> {

    private static final Comparator<DeviceStatistics> KEY_ORDER =
            Comparator.comparing((DeviceStatistics row) -> row.scope().toString())
                    .thenComparing(DeviceStatistics::deviceId)
                    .thenComparing(row -> row.bucket().period().name())
                    .thenComparingLong(row -> row.bucket().startMillis());

    DeviceBucketRows() {
        super(
                "device_bucket",
                List.of("scope", "device_id", "period", "bucket_start"),
                KEY_ORDER,
                values());
    }

    private static List<String> values() {
        List<String> columns = new ArrayList<>();
        columns.add("bucket_end");
        columns.addAll(TALLY_COLUMNS);
        columns.add("field_devices");
        columns.add("remote_devices");
        return columns;
    }

    @Override
    DeviceStatistics valuesOf(ChangedRow row) {
        return row.deviceStatistics();
    }

    @Override
    long partitionedBy(DeviceStatistics values) {
        return values.bucket().startMillis();
    }

    @Override
    void write(DeviceStatistics values, CopyText text) {
        text.string(values.scope().toString())
                .string(values.deviceId())
                .string(values.bucket().period().name())
                .timestamp(values.bucket().startMillis())
                .timestamp(values.bucket().endMillis());
        write(values.tally(), text);
        text.strings(values.fieldDevices()).strings(values.remoteDevices());
    }
}

package io.sessionstats.store.postgres.publishing;

import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowFields;
import io.sessionstats.store.postgres.TallyColumns;
import java.util.ArrayList;
import java.util.List;

/** The numbers of a project's devices: table {@code device_bucket}. */
final class DeviceBucketRows extends PublishedRows {

    DeviceBucketRows() {
        super(
                RowChunk.Kind.DEVICE,
                "device_bucket",
                List.of("scope", "period", "bucket_start", "device_id"),
                columns(),
                true);
    }

    private static List<String> columns() {
        List<String> columns =
                new ArrayList<>(
                        List.of("scope", "device_id", "period", "bucket_start", "bucket_end"));
        columns.addAll(TallyColumns.NAMES);
        columns.addAll(
                List.of(
                        "field_devices",
                        "remote_devices",
                        "was_field_device",
                        "was_remote_device"));
        return columns;
    }

    @Override
    RowPlace place(int position, ChunkRows chunk) {
        RowFields row = chunk.fields();
        int at = row.at();
        int rank = chunk.rank(row.number());
        int idLength = row.textLength();
        int id = row.at();
        row.skip(idLength);
        long scopeAndPeriod = ScopeBucketRows.scopeAndPeriod(rank, row.code());
        long startMillis = row.number();
        row.skipNumbers(1 + TallyColumns.NAMES.size());
        row.skipTexts((int) row.number());
        row.skipTexts((int) row.number());
        return new RowPlace(position, scopeAndPeriod, startMillis, id, idLength, chunk, at);
    }

    @Override
    void write(ChunkRows chunk, BinaryRows out) {
        RowFields row = chunk.fields();
        out.text(chunk.name(row.number()));
        int idLength = row.textLength();
        int id = row.at();
        row.skip(idLength);
        out.text(row.bytes(), id, idLength);
        ScopeBucketRows.writeBucket(row, out);
        long sessions = row.number();
        out.number(sessions);
        for (int i = 1; i < TallyColumns.NAMES.size(); i++) {
            out.number(row.number());
        }
        boolean inTheField = out.texts(row, id, idLength);
        boolean remote = out.texts(row, id, idLength);
        out.bool(sessions > 0 && inTheField);
        out.bool(sessions > 0 && remote);
    }
}

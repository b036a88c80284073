package io.sessionstats.store.postgres;

import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowFields;
import java.util.List;

/** What jobs are called: table {@code job_name}. */
final class JobNameRows extends PublishedRows {

    JobNameRows() {
        super(
                RowChunk.Kind.JOB_NAME,
                "job_name",
                List.of("farm_id", "job_id"),
                List.of("farm_id", "job_id", "name"),
                true);
    }

    @Override
    byte[][] names(RowChunk chunk) {
        return idsOfScopes(chunk);
    }

    @Override
    void write(RowFields row, byte[][] farms, BinaryRows out) {
        out.text(farms[(int) row.number()]);
        out.text(row); // job
        out.text(row); // name
    }
}

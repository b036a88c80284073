package io.sessionstats.store.postgres.publishing;

import io.sessionstats.session.Scope;
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
    String name(Scope farm) {
        return farm.id();
    }

    @Override
    RowPlace place(int position, ChunkRows chunk) {
        RowFields row = chunk.fields();
        int at = row.at();
        int rank = chunk.rank(row.number());
        int idLength = row.textLength();
        int id = row.at();
        row.skip(idLength);
        row.skipTexts(1);
        return new RowPlace(position, rank, 0, id, idLength, chunk, at);
    }

    @Override
    void write(ChunkRows chunk, BinaryRows out) {
        RowFields row = chunk.fields();
        out.text(chunk.name(row.number()));
        out.text(row); // job
        out.text(row); // name
    }
}

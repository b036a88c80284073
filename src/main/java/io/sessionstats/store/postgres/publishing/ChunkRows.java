package io.sessionstats.store.postgres.publishing;

import io.sessionstats.session.Scope;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowFields;
import java.util.Map;
import java.util.function.Function;

/** A chunk that is being published: its rows' fields, and its scopes by their place in it. */
final class ChunkRows {

    private final RowFields fields;
    private final byte[][] names;
    private final int[] ranks;

    /**
     * @param name of a scope, as the rows' table has it
     * @param ranks the order of scopes by their names
     */
    ChunkRows(RowChunk chunk, Function<Scope, byte[]> name, Map<Scope, Integer> ranks) {
        this.fields = new RowFields(chunk);
        this.names = chunk.scopes().stream().map(name).toArray(byte[][]::new);
        this.ranks = chunk.scopes().stream().mapToInt(ranks::get).toArray();
    }

    RowFields fields() {
        return fields;
    }

    byte[] name(long place) {
        return names[(int) place];
    }

    int rank(long place) {
        return ranks[(int) place];
    }
}

package io.sessionstats.job;

import io.sessionstats.store.RowChunk;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of chunks between stages. */
public final class RowChunkTypeInfo extends TypeInformation<RowChunk> {

    private static final long serialVersionUID = 1L;

    /** Its only value, as all are equal. */
    public static final RowChunkTypeInfo INSTANCE = new RowChunkTypeInfo();

    private RowChunkTypeInfo() {}

    @Override
    public TypeSerializer<RowChunk> createSerializer(SerializerConfig config) {
        return RowChunkSerializer.INSTANCE;
    }

    @Override
    public Class<RowChunk> getTypeClass() {
        return RowChunk.class;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof RowChunkTypeInfo;
    }

    @Override
    public boolean equals(Object other) {
        return canEqual(other);
    }

    @Override
    public int hashCode() {
        return RowChunkTypeInfo.class.hashCode();
    }

    @Override
    public String toString() {
        return "RowChunk";
    }
}

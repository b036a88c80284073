package io.sessionstats.job;

import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ledger.DeviceChange;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.store.RowChunk;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** What flows between the stages. */
final class FlowTypes {

    static final TypeInformation<ParsedRecord> PARSED_RECORD =
            new FlowType<>(ParsedRecord.class, ParsedRecordSerializer.INSTANCE);
    static final TypeInformation<PackedRecord> PACKED_RECORD =
            new FlowType<>(PackedRecord.class, PackedRecordSerializer.INSTANCE);
    static final TypeInformation<ScopeChange> SCOPE_CHANGE =
            new FlowType<>(ScopeChange.class, ScopeChangeSerializer.INSTANCE);
    static final TypeInformation<DeviceChange> DEVICE_CHANGE =
            new FlowType<>(DeviceChange.class, DeviceChangeSerializer.INSTANCE);
    static final TypeInformation<SessionUsage> SESSION_USAGE =
            new FlowType<>(SessionUsage.class, SessionUsageSerializer.INSTANCE);
    static final TypeInformation<NamedJob> NAMED_JOB =
            new FlowType<>(NamedJob.class, NamedJobSerializer.INSTANCE);

    static final TypeInformation<RowChunk> ROW_CHUNK =
            new FlowType<>(RowChunk.class, RowChunkSerializer.INSTANCE);

    private FlowTypes() {}
}

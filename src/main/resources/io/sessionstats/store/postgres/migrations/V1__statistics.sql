-- Session statistics per scope and per device. Times are instants; durations are in milliseconds.
-- What readers see at any moment is the content of one completed checkpoint of the job.

CREATE TABLE job_generation (
    generation    bigint PRIMARY KEY,      -- 1, 2, ...; only the highest may publish
    job_id        text COLLATE "C" NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE job_generation IS
    'Jobs that were allowed to publish here, in order; a newer one fences off all older ones';

CREATE TABLE progress (
    only_row         boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    generation       bigint NOT NULL,      -- of the latest published checkpoint, 0 before the first
    checkpoint       bigint NOT NULL,      -- the latest published checkpoint, 0 before the first
    complete_through timestamptz,          -- null before the first event
    published_at     timestamptz           -- null before the first publication
);
COMMENT ON TABLE progress IS
    'One row: which checkpoint the tables show, and through which event time they are complete';
COMMENT ON COLUMN progress.complete_through IS
    'Everything in order up to this event time has been counted; a bucket that ends later is provisional';
INSERT INTO progress (generation, checkpoint) VALUES (0, 0);

CREATE TABLE scope (
    scope            text COLLATE "C" PRIMARY KEY,  -- farm:<farm id> or project:<project id>
    time_zone        text COLLATE "C" NOT NULL,     -- IANA zone of its buckets
    first_generation bigint NOT NULL,               -- the publication in which it first had a row
    first_checkpoint bigint NOT NULL
);
COMMENT ON TABLE scope IS 'Farms and projects that have statistics';

-- The bucket tables are partitioned by UTC month of the bucket's start. The job makes a month's
-- partition when it first has a row for it; to forget old months, drop their partitions.

CREATE TABLE scope_bucket (
    scope                 text COLLATE "C" NOT NULL,
    period                text COLLATE "C" NOT NULL,  -- HOUR, DAY or MONTH, in the scope's zone
    bucket_start          timestamptz NOT NULL,
    bucket_end            timestamptz NOT NULL,       -- the first instant after the bucket
    sessions              bigint NOT NULL,            -- that touch the bucket; 0 is as good as no row
    started               bigint NOT NULL,            -- that start in it
    ended                 bigint NOT NULL,            -- that end in it
    duration_ms           bigint NOT NULL,            -- their time inside it
    active_field_devices  bigint NOT NULL,            -- distinct, of sessions that touch it
    active_remote_devices bigint NOT NULL,            -- distinct, of sessions that touch it
    rated                 bigint NOT NULL,            -- of those that end in it: with a quality
    not_bad               bigint NOT NULL,            -- of those: other than BAD
    generation            bigint NOT NULL,            -- the publication that wrote the row last
    checkpoint            bigint NOT NULL,
    PRIMARY KEY (scope, period, bucket_start)
) PARTITION BY RANGE (bucket_start);
COMMENT ON TABLE scope_bucket IS
    'The sessions of a farm or project in one hour, day or month of its calendar';

CREATE TABLE device_bucket (
    scope                 text COLLATE "C" NOT NULL,
    device_id             text COLLATE "C" NOT NULL,
    period                text COLLATE "C" NOT NULL,
    bucket_start          timestamptz NOT NULL,
    bucket_end            timestamptz NOT NULL,
    sessions              bigint NOT NULL,            -- in which the device took part; and so on
    started               bigint NOT NULL,
    ended                 bigint NOT NULL,
    duration_ms           bigint NOT NULL,
    active_field_devices  bigint NOT NULL,
    active_remote_devices bigint NOT NULL,
    rated                 bigint NOT NULL,
    not_bad               bigint NOT NULL,
    field_devices         text[] COLLATE "C" NOT NULL,  -- of those sessions, by role, sorted
    remote_devices        text[] COLLATE "C" NOT NULL,
    generation            bigint NOT NULL,
    checkpoint            bigint NOT NULL,
    was_field_device      boolean NOT NULL,           -- in one of those sessions
    was_remote_device     boolean NOT NULL,
    -- New rows stand beside each other in the index, since time comes before the device; and it
    -- alone has what it takes to count a project's distinct devices over a range.
    PRIMARY KEY (scope, period, bucket_start, device_id)
        INCLUDE (was_field_device, was_remote_device)
) PARTITION BY RANGE (bucket_start);
COMMENT ON TABLE device_bucket IS
    'The sessions of a project in which one device took part, in whichever role, in one bucket';

-- Usage of farms, and the aggregations of it that the API server answers.

CREATE TABLE setting (
    name  text COLLATE "C" PRIMARY KEY,
    value text COLLATE "C" NOT NULL
);
COMMENT ON TABLE setting IS
    'Settings of the job that shape stored data, as first registered: a job with others is refused; and api-secret, which page tokens of the API servers are signed with';

CREATE TABLE usage_key (
    id                    uuid PRIMARY KEY,          -- the first 128 bits of a SHA-256 of the rest
    farm_id               text COLLATE "C" NOT NULL,
    queue_id              text COLLATE "C",          -- null where the sessions have none; and so on
    fleet_id              text COLLATE "C",
    job_id                text COLLATE "C",
    user_id               text COLLATE "C",
    usage_type            text COLLATE "C" NOT NULL, -- COMPUTE or LICENSE
    instance_type         text COLLATE "C",
    license_product       text COLLATE "C",
    hourly_rate_micro_usd bigint NOT NULL            -- millionths of a US dollar an hour
);
COMMENT ON TABLE usage_key IS
    'What tells one use of a farm from another; a row never changes, and comes with its first cell';

-- Partitioned by UTC month of the start slot, as the bucket tables are. A slot is named by its first
-- instant, its length is the setting usage-grain. A session ends in the slot before an end that lies
-- on the grid. Queue and fleet follow from the usage key: they are in the primary key so that it
-- serves both filters that a query can have, and new cells of a queue stand beside each other in it.

CREATE TABLE usage_cell (
    usage_key           uuid NOT NULL,
    start_slot          timestamptz NOT NULL,  -- in which the sessions start
    end_slot            timestamptz NOT NULL,  -- in which they end
    queue_hash          bigint NOT NULL,       -- of farm and queue, of the farm alone without one
    fleet_hash          bigint NOT NULL,       -- likewise
    sessions            bigint NOT NULL,       -- ended ones, 1 or more
    start_offset_sum_ms bigint NOT NULL,       -- of their starts since the start of the start slot
    end_offset_sum_ms   bigint NOT NULL,       -- of their ends since the start of the end slot
    start_offset_min_ms bigint NOT NULL,
    start_offset_max_ms bigint NOT NULL,
    end_offset_min_ms   bigint NOT NULL,
    end_offset_max_ms   bigint NOT NULL,
    length_min_ms       bigint NOT NULL,       -- of the shortest session
    length_max_ms       bigint NOT NULL,       -- of the longest
    generation          bigint NOT NULL,       -- the publication that wrote the row last
    checkpoint          bigint NOT NULL,
    PRIMARY KEY (queue_hash, start_slot, fleet_hash, usage_key, end_slot)
) PARTITION BY RANGE (start_slot);
COMMENT ON TABLE usage_cell IS
    'The ended sessions of one usage key that share their start slot and their end slot';
COMMENT ON COLUMN usage_cell.queue_hash IS
    'Finds the cells of a queue; usage_key says whether a cell is really of it';

CREATE TABLE usage_fleet_queue (
    fleet_hash bigint NOT NULL,
    queue_hash bigint NOT NULL,
    PRIMARY KEY (fleet_hash, queue_hash)
);
COMMENT ON TABLE usage_fleet_queue IS
    'In which queues a fleet has usage cells: the cells are found by their queue';

CREATE TABLE usage_reach (
    month      date PRIMARY KEY,               -- the first day of a UTC month
    longest_ms bigint NOT NULL
);
COMMENT ON TABLE usage_reach IS
    'Months that have usage cells starting in them, and the longest that one lasts, in whole slots: how far before a range its cells can start';

CREATE TABLE job_name (
    farm_id    text COLLATE "C" NOT NULL,
    job_id     text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,                -- the publication that wrote the row last
    checkpoint bigint NOT NULL,
    PRIMARY KEY (farm_id, job_id)
);
COMMENT ON TABLE job_name IS 'What jobs are called, by the latest start of their sessions';

CREATE TABLE api_server (
    id          uuid PRIMARY KEY,              -- of one run of an API server's process
    lives_until timestamptz NOT NULL           -- by this database's clock
);
COMMENT ON TABLE api_server IS
    'API servers that can have aggregations in progress; others take over from one that is dead';

CREATE TABLE aggregation (
    id               uuid PRIMARY KEY,
    farm_id          text COLLATE "C" NOT NULL,
    access_key_id    text COLLATE "C" NOT NULL, -- whose call it is
    invocation_id    text COLLATE "C",          -- of the call; null if the client gave none
    call_hash        bytea UNIQUE,              -- SHA-256 of the call; null without invocation_id
    request          text COLLATE "C" NOT NULL, -- in the words of the face that runs it
    state            text COLLATE "C" NOT NULL, -- IN_PROGRESS, COMPLETED, FAILED or TIMEOUT
    message          text COLLATE "C",          -- why it is in its state
    server           uuid NOT NULL,             -- whose it is while it is in progress
    tries            integer NOT NULL,          -- by how many servers it has been begun
    row_count        bigint NOT NULL,           -- of the result; 0 if it is not completed
    dimensions       integer,                   -- that the result is grouped by: 1 or 2
    generation       bigint,                    -- the publication that the result shows
    checkpoint       bigint,
    complete_through timestamptz,               -- of that publication
    created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at       timestamptz NOT NULL       -- deleted from then on, with its rows
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX aggregation_in_progress ON aggregation (farm_id) WHERE state = 'IN_PROGRESS';
CREATE INDEX aggregation_expiry ON aggregation (expires_at);
COMMENT ON TABLE aggregation IS 'Aggregations of usage that were asked for, at most one in progress a farm';
COMMENT ON COLUMN aggregation.call_hash IS
    'Finds the aggregation that an earlier try of the same call has added';

-- Written once and deleted within hours: the sweep after a deletion should come soon.

CREATE TABLE aggregation_row (
    aggregation_id uuid NOT NULL,
    position       bigint NOT NULL,             -- 1, 2, ...
    group_1        text COLLATE "C",            -- value of the first dimension; null if lacking
    group_2        text COLLATE "C",            -- of the second; null too if there is but one
    job_name       text COLLATE "C",            -- of the group's job
    start_ms       bigint NOT NULL,             -- of the period; since 1970-01-01 UTC
    end_ms         bigint NOT NULL,             -- the first instant after the period
    sessions       bigint NOT NULL,
    runtime_sum_ms bigint NOT NULL,
    runtime_min_ms bigint NOT NULL,             -- 0 if extremes were not asked for; and so on
    runtime_max_ms bigint NOT NULL,
    cost_sum       numeric NOT NULL,            -- 3.6 * 10^12 are one US dollar
    cost_min       numeric NOT NULL,
    cost_max       numeric NOT NULL,
    PRIMARY KEY (aggregation_id, position)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 10000,
        autovacuum_analyze_scale_factor = 0.2);
COMMENT ON TABLE aggregation_row IS 'Results of completed aggregations, in their order';
COMMENT ON COLUMN aggregation_row.cost_sum IS
    'Exact: hourly rates in millionths of a US dollar times milliseconds';

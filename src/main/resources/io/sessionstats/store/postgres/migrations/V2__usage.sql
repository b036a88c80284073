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
-- on the grid. The indexes after the primary key serve the two filters that a query can have.

CREATE TABLE usage_cell (
    usage_key           uuid NOT NULL,
    start_slot          timestamptz NOT NULL,  -- in which the sessions start
    end_slot            timestamptz NOT NULL,  -- in which they end
    queue_hash          bigint,                -- of farm and queue; null without a queue
    fleet_hash          bigint,                -- of farm and fleet; null without a fleet
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
    PRIMARY KEY (usage_key, start_slot, end_slot)
) PARTITION BY RANGE (start_slot);
CREATE INDEX usage_cell_queue ON usage_cell (queue_hash, start_slot, end_slot);
CREATE INDEX usage_cell_fleet ON usage_cell (fleet_hash, start_slot, end_slot);
COMMENT ON TABLE usage_cell IS
    'The ended sessions of one usage key that share their start slot and their end slot';
COMMENT ON COLUMN usage_cell.queue_hash IS
    'Finds the cells of a queue; usage_key says whether a cell is really of it';

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

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
    PRIMARY KEY (scope, device_id, period, bucket_start)
) PARTITION BY RANGE (bucket_start);
COMMENT ON TABLE device_bucket IS
    'The sessions of a project in which one device took part, in whichever role, in one bucket';

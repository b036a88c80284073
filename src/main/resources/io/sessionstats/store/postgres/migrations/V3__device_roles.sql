-- In which roles a device was active, so that counting a project's distinct devices over a range
-- need not read whom they met; and an index that alone has what it takes to count them.

ALTER TABLE device_bucket
    ADD COLUMN was_field_device boolean
        GENERATED ALWAYS AS (sessions > 0 AND device_id = ANY (field_devices)) STORED,
    ADD COLUMN was_remote_device boolean
        GENERATED ALWAYS AS (sessions > 0 AND device_id = ANY (remote_devices)) STORED;

-- These rarely change once a row is there: further versions of a row leave the index alone.
CREATE INDEX device_bucket_active ON device_bucket (scope, period, bucket_start, device_id)
    INCLUDE (was_field_device, was_remote_device);

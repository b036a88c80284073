-- In which roles a device was active, so that counting a project's distinct devices over a range
-- need not read whom they met; and an index for reading all devices of a few buckets.

ALTER TABLE device_bucket
    ADD COLUMN was_field_device boolean
        GENERATED ALWAYS AS (device_id = ANY (field_devices)) STORED,
    ADD COLUMN was_remote_device boolean
        GENERATED ALWAYS AS (device_id = ANY (remote_devices)) STORED;

CREATE INDEX device_bucket_by_time ON device_bucket (scope, period, bucket_start);

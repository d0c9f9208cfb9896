-- What a link asks of the server itself, whatever the schema.

-- name: server_facts() -> server
select current_setting('server_version_num')::int as version,
       pg_is_in_recovery() as is_standby,
       (select timeline_id from pg_control_checkpoint()) as timeline,
       clock_timestamp() as at,
       current_setting('synchronous_commit') as synchronous_commit,
       pg_notification_queue_usage() as notification_queue

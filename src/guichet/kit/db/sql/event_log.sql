-- Whatever instant an id names, its event has a place: a month nobody made falls in here, and
-- make_month() moves its rows out when the month is made.
CREATE TABLE event_log_default PARTITION OF event_log DEFAULT;

-- Makes the monthly partition of event_log that holds ids made from first_id up to below_id.
-- Owned by the migrating role, which alone may create tables; run by the system role.
CREATE FUNCTION make_event_log_month(partition text, first_id uuid, below_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF partition !~ '^event_log_[0-9]{4}_[0-9]{2}$' THEN
        RAISE EXCEPTION 'no name for a month of the event log: %', partition;
    END IF;
    IF to_regclass(partition) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM set_config('lock_timeout', '2s', true);
    LOCK TABLE event_log IN SHARE ROW EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE %I (LIKE event_log INCLUDING ALL EXCLUDING IDENTITY)', partition);
    EXECUTE format(
        'WITH moved AS (DELETE FROM event_log_default WHERE id >= %L AND id < %L RETURNING *) '
        'INSERT INTO %I SELECT * FROM moved', first_id, below_id, partition);
    EXECUTE format('ALTER TABLE event_log ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        partition, first_id, below_id);
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION make_event_log_month(text, uuid, uuid) FROM PUBLIC;

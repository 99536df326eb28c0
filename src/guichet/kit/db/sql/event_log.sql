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

-- Gives the next positions to events that are committed but have none, and hands them out in
-- order. The one way a position is ever set. A relay that was replaced is refused.
--
-- The events taken are all that this statement's snapshot sees; within them `seq` decides. It was
-- drawn after the change took its row lock, so of two events of one subject the later sees the
-- earlier one's transaction committed: no order by transaction ids is needed.
CREATE FUNCTION assign_positions(leader bigint, published_now bigint, most integer)
RETURNS SETOF event_log
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    newest bigint;
    given bigint;
BEGIN
    SELECT assigned INTO newest FROM relay_state WHERE fence = leader FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'another relay leads' USING ERRCODE = 'GU001';
    END IF;
    RETURN QUERY
        WITH waiting AS (
            SELECT u.tenant_id, u.id, newest + row_number() OVER (ORDER BY u.seq) AS place
            FROM (SELECT e.tenant_id, e.id, e.seq FROM event_log e
                  WHERE e.position IS NULL ORDER BY e.seq LIMIT most) u
        ), placed AS (
            UPDATE event_log e SET position = w.place
            FROM waiting w WHERE e.tenant_id = w.tenant_id AND e.id = w.id
            RETURNING e.*
        )
        SELECT * FROM placed ORDER BY position;
    GET DIAGNOSTICS given = ROW_COUNT;
    UPDATE relay_state SET assigned = newest + given, published = published_now
    WHERE given > 0 OR published < published_now;
END $$;
REVOKE ALL ON FUNCTION assign_positions(bigint, bigint, integer) FROM PUBLIC;

-- What keeps the relay from working: whoever holds a lock it waits for, or nobody. Owned by the
-- migrating role, for others may not see what sessions of other roles do.
CREATE FUNCTION relay_blocker(relay_process integer)
RETURNS TABLE (process integer, application text, since timestamptz, statement text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT pid, application_name, xact_start, left(query, 200)
    FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids(relay_process))
    ORDER BY xact_start LIMIT 1
$$;
REVOKE ALL ON FUNCTION relay_blocker(integer) FROM PUBLIC;

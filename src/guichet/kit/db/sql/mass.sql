-- Whatever month a message or an outcome is of, it has a place: a month nobody made falls in here,
-- and make_mass_month() moves its rows out when the month is made.
CREATE TABLE mass_message_default PARTITION OF mass_message DEFAULT;
CREATE TABLE mass_outcome_default PARTITION OF mass_outcome DEFAULT;

-- Makes the monthly partition of mass_message (by id) or mass_outcome (by instant) from the lowest
-- key up to below the next month's. Owned by the migrating role, which alone may create tables; run
-- by the system role.
CREATE FUNCTION make_mass_month(parent text, month text, lowest text, below text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    key text := CASE parent WHEN 'mass_message' THEN 'id' WHEN 'mass_outcome' THEN 'at' END;
    part text := parent || '_' || month;
BEGIN
    IF key IS NULL OR month !~ '^[0-9]{4}_[0-9]{2}$' THEN
        RAISE EXCEPTION 'no name for a month of mass sending: %', part;
    END IF;
    IF to_regclass(part) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM set_config('lock_timeout', '2s', true);
    EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', parent);
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, parent);
    EXECUTE format(
        'WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *) '
        'INSERT INTO %I SELECT * FROM moved', parent || '_default', key, lowest, key, below, part);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        parent, part, lowest, below);
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION make_mass_month(text, text, text, text) FROM PUBLIC;

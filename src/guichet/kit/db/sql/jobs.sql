-- The queue's own functions find its tables whoever calls them, from whatever search path.
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'jobs'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = jobs, pg_temp', f);
    END LOOP;
END $$;

-- Defers a job of the tenant bound to the transaction, and of no other. Runs with the owner's
-- rights: whoever defers can neither see nor touch the queue.
--
-- A job that waits already with the same ids is not doubled, but its row is locked until this
-- transaction ends, so that it cannot begin before it sees this transaction's changes.
CREATE FUNCTION jobs.defer_job(job_name text, ids jsonb, due timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jobs, pg_temp AS $$
DECLARE
    tenant uuid := NULLIF(current_setting('guichet.tenant_id', true), '')::uuid;
BEGIN
    IF tenant IS NULL THEN
        RAISE EXCEPTION 'no tenant is bound to this transaction';
    END IF;
    INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args, scheduled_at)
    VALUES ('default', job_name, concat_ws(' ', job_name, tenant, ids, due),
        jsonb_build_object('tenant_id', tenant, 'ids', ids), due)
    ON CONFLICT (queueing_lock) WHERE status = 'todo'
    DO UPDATE SET task_name = excluded.task_name;
END $$;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA jobs FROM PUBLIC;

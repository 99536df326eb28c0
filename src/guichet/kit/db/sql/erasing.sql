-- Takes an erased person out of one event. Nobody may change the log otherwise, and this changes
-- nothing but the payload, to one that says so itself.
CREATE OR REPLACE FUNCTION erase_event(of_tenant uuid, event uuid, without_person jsonb)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE event_log SET payload = without_person
    WHERE tenant_id = of_tenant AND id = event AND without_person ->> 'erased' = 'true'
$$;
REVOKE ALL ON FUNCTION erase_event(uuid, uuid, jsonb) FROM PUBLIC;

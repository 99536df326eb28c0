-- Takes an erased person out of one event. Nobody may change the log otherwise, and this changes
-- nothing but the payload, to one that says so itself.
CREATE OR REPLACE FUNCTION erase_event(of_tenant uuid, event uuid, without_person jsonb)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE event_log SET payload = without_person
    WHERE tenant_id = of_tenant AND id = event AND without_person ->> 'erased' = 'true'
$$;
REVOKE ALL ON FUNCTION erase_event(uuid, uuid, jsonb) FROM PUBLIC;

-- Takes the number of an erased person out of texts that can leave no more: what was sent is a fact
-- and stays, to whom and in which words goes. Gives how many there were.
CREATE OR REPLACE FUNCTION forget_texts(of_tenant uuid, number text, most integer)
RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        UPDATE mass_message m SET
            address = '', given = NULL, reference = NULL,
            wording = m.wording || '{"text": ""}'::jsonb
        FROM (
            SELECT o.id FROM mass_message o
            JOIN mass_chunk c ON c.tenant_id = o.tenant_id AND c.id = o.chunk_id AND NOT c.open
            WHERE o.tenant_id = of_tenant AND o.address = number AND number <> ''
            LIMIT most
        ) old
        WHERE m.tenant_id = of_tenant AND m.id = old.id
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION forget_texts(uuid, text, integer) FROM PUBLIC;

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTopic } from "../../app/live.ts";
import { useTenant } from "../../app/parents.tsx";
import { importQuery, importsKey, renewed, type ImportNews } from "../../data/imports.ts";

/** One import as the server pushes it; what is not pushed (its columns, a preview) is asked for when its state changes. */
export function useLiveImport(id: string): void {
  const tenant = useTenant();
  const queries = useQueryClient();
  const params = useMemo(() => ({ import_id: id }), [id]);
  const { items } = useTopic("crm.import", params);
  const pushed = items.get(`import:${id}`)?.value as ImportNews | undefined;
  useEffect(() => {
    if (!pushed) return;
    const { queryKey } = importQuery(tenant.id, id);
    const held = queries.getQueryData(queryKey);
    if (!held) return;
    if (held.state === pushed.state) queries.setQueryData(queryKey, renewed(held, pushed));
    else if (held.version < pushed.version) void queries.invalidateQueries({ queryKey });
  }, [pushed, queries, tenant.id, id]);
}

/** A row of the list that goes on: the list is asked for anew when it has got further. */
export function useLiveRow(id: string, version: number): void {
  const tenant = useTenant();
  const queries = useQueryClient();
  const params = useMemo(() => ({ import_id: id }), [id]);
  const { items } = useTopic("crm.import", params);
  const pushed = items.get(`import:${id}`)?.version ?? 0;
  useEffect(() => {
    if (pushed > version) void queries.invalidateQueries({ queryKey: importsKey(tenant.id) });
  }, [pushed, version, queries, tenant.id]);
}

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { homeAddress } from "../../app/home.ts";
import { sessionQuery } from "../../data/session.ts";

/** Signed in: reads who it is, and goes where they were heading. */
export function useEnter(): (next?: string) => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async (next) => {
    queries.removeQueries({ queryKey: sessionQuery.queryKey });
    const session = await queries.query(sessionQuery);
    if (session) await navigate({ href: next ?? homeAddress(session), replace: true });
  };
}

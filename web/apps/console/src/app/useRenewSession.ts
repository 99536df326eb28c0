import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { sessionQuery } from "../data/session.ts";

/**
 * Reads again who is signed in and shows it. Screens have the session from the route they hang
 * from, which does not ask while it holds one: to mark it as old is not enough.
 */
export function useRenewSession(): () => Promise<void> {
  const queries = useQueryClient();
  const router = useRouter();
  return async () => {
    await queries.query({ ...sessionQuery, staleTime: 0 });
    await router.invalidate();
  };
}

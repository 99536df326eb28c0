import { useQueryClient } from "@tanstack/react-query";
import { signOut } from "../data/session.ts";

/** Ends the session, then starts the page anew: nothing of the person stays in memory. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await signOut();
    queries.clear();
    location.assign("/sign-in");
  };
}

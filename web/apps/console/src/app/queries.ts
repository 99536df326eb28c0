import { Refused } from "@guichet/api";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

/** Set by the shell: what to do when the server says that nobody is signed in any more. */
export const onSignedOut: { run: () => void } = { run: () => undefined };

function noticeSignedOut(error: Error): void {
  if (error instanceof Refused && error.status === 401) onSignedOut.run();
}

/** A refusal is an answer: only silence is worth asking again. */
function worthRetry(failures: number, error: Error): boolean {
  return !(error instanceof Refused && error.status < 500) && failures < 2;
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: noticeSignedOut }),
    mutationCache: new MutationCache({ onError: noticeSignedOut }),
    defaultOptions: {
      queries: { staleTime: 30_000, retry: worthRetry, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
  });
}

export const queryClient = makeQueryClient();

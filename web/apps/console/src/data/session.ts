import { call, Refused, type Session, type SignInOptions, type SignInStep, type InvitationPreview } from "@guichet/api";
import { queryOptions } from "@tanstack/react-query";

async function readSession(): Promise<Session | null> {
  try {
    return await call<Session>("GET", "/session");
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return null;
    throw error;
  }
}

/** Who is signed in; `null` when nobody is. */
export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: readSession, staleTime: 60_000 });

export const signInOptionsQuery = queryOptions({
  queryKey: ["sign-in", "options"],
  queryFn: () => call<SignInOptions>("GET", "/sign-in/options"),
  staleTime: 300_000,
});

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation", token],
    queryFn: () => call<InvitationPreview>("POST", "/invitations/preview", { body: { token } }),
    retry: false,
  });

export const signIn = (body: { email: string; password: string }): Promise<SignInStep> =>
  call("POST", "/session", { body });
export const signInSecondFactor = (code: string): Promise<SignInStep> =>
  call("POST", "/session/second-factor", { body: { code } });
export const signOut = (): Promise<void> => call("DELETE", "/session");
export const askPasswordReset = (email: string): Promise<void> => call("POST", "/password-resets", { body: { email } });
export const resetPassword = (body: { token: string; password: string }): Promise<void> =>
  call("POST", "/password-resets/confirm", { body });
export const acceptInvitation = (body: { token: string; name: string; password: string }): Promise<void> =>
  call("POST", "/invitations/accept", { body });

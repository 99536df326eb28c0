import {
  call,
  type ColorScheme,
  type Language,
  type Passkey,
  type RecoveryCodes,
  type SessionUser,
  type TotpStart,
  type UserSession,
} from "@guichet/api";
import { queryOptions } from "@tanstack/react-query";

export interface ProfileChange {
  readonly name?: string;
  readonly language?: Language;
  readonly color_scheme?: ColorScheme;
}

export const changeProfile = (body: ProfileChange): Promise<SessionUser> => call("PATCH", "/me", { body });
export const changePassword = (body: { current: string; password: string }): Promise<void> =>
  call("POST", "/me/password", { body });

export const mySessionsQuery = queryOptions({
  queryKey: ["me", "sessions"],
  queryFn: async () => (await call<{ items: readonly UserSession[] }>("GET", "/me/sessions")).items,
});
export const endSession = (id: string): Promise<void> => call("DELETE", `/me/sessions/${id}`);
export const endOtherSessions = (): Promise<void> => call("DELETE", "/me/sessions");

export const startTotp = (): Promise<TotpStart> => call("POST", "/me/totp");
export const confirmTotp = (code: string): Promise<RecoveryCodes> => call("POST", "/me/totp/confirm", { body: { code } });
export const removeTotp = (code: string): Promise<void> => call("DELETE", "/me/totp", { body: { code } });
export const newRecoveryCodes = (code: string): Promise<RecoveryCodes> =>
  call("POST", "/me/recovery-codes", { body: { code } });

export const passkeysQuery = queryOptions({
  queryKey: ["me", "passkeys"],
  queryFn: async () => (await call<{ items: readonly Passkey[] }>("GET", "/me/passkeys")).items,
});
export const renamePasskey = (id: string, name: string): Promise<Passkey> =>
  call("PATCH", `/me/passkeys/${id}`, { body: { name } });
export const removePasskey = (id: string): Promise<void> => call("DELETE", `/me/passkeys/${id}`);

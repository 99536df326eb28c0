import { call, type Passkey, type PasskeyChallenge, type SignInStep } from "@guichet/api";

/** Passkeys belong to a name: at a bare number (127.0.0.1, [::1]) browsers refuse them. */
export function hasName(host: string): boolean {
  return !/^[\d.]+$|^\[/.test(host);
}

/** Whether this browser can make and use passkeys at all, and at this address. */
export function passkeysPossible(): boolean {
  const able = typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
  return able && hasName(location.hostname);
}

/** The person closed the browser's dialog, or let it lapse: nothing to complain about. */
export function wasDismissed(error: unknown): boolean {
  return error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError");
}

export async function signInWithPasskey(): Promise<SignInStep> {
  const asked = await call<PasskeyChallenge<PublicKeyCredentialRequestOptionsJSON>>("POST", "/session/passkey/options", { body: {} });
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked.options);
  const credential = await navigator.credentials.get({ publicKey });
  return call("POST", "/session/passkey", { body: { challenge_id: asked.challenge_id, credential } });
}

export async function addPasskey(name: string): Promise<Passkey> {
  const asked = await call<PasskeyChallenge<PublicKeyCredentialCreationOptionsJSON>>("POST", "/me/passkeys/options", { body: {} });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked.options);
  const credential = await navigator.credentials.create({ publicKey });
  return call("POST", "/me/passkeys", { body: { challenge_id: asked.challenge_id, name, credential } });
}

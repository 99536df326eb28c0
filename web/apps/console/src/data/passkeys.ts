import { call, type Passkey, type SignInStep } from "@guichet/api";

/** Whether this browser can make and use passkeys at all. */
export function passkeysPossible(): boolean {
  return typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

/** The person closed the browser's dialog, or let it lapse: nothing to complain about. */
export function wasDismissed(error: unknown): boolean {
  return error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError");
}

export async function signInWithPasskey(): Promise<SignInStep> {
  const options = await call<PublicKeyCredentialRequestOptionsJSON>("POST", "/session/passkey/options");
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  return call("POST", "/session/passkey", { body: { credential } });
}

export async function addPasskey(name: string): Promise<Passkey> {
  const options = await call<PublicKeyCredentialCreationOptionsJSON>("POST", "/me/passkeys/options");
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey });
  return call("POST", "/me/passkeys", { body: { name, credential } });
}

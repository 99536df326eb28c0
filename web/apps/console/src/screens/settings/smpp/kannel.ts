import type { NewSmppAccount, SmppAccounts } from "../../../data/smpp.ts";

/** The lines that let Kannel, and what reads like it, bind by an account. */
export function kannelLines({ account, password }: NewSmppAccount, { host, port, tls_port }: SmppAccounts): string {
  const safe = tls_port !== null;
  return [
    "group = smsc",
    "smsc = smpp",
    `host = ${host}`,
    `port = ${tls_port ?? port ?? 2775}`,
    ...(safe ? ["use-ssl = true"] : []),
    `smsc-username = ${account.system_id}`,
    `smsc-password = ${password}`,
    'system-type = ""',
    "transceiver-mode = true",
    "msg-id-type = 0x00",
    `max-pending-submits = ${account.window}`,
  ].join("\n");
}

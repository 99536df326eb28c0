/** What stands at the company's registrar so that a name of its domain leads here. */
export interface DnsRecord {
  readonly type: "CNAME";
  /** As most registrars want it: without the domain. */
  readonly name: string;
  readonly whole: string;
  readonly value: string;
}

const HOST = /^(?=.{4,100}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** A host as it is typed or pasted: without its scheme, its path and capitals. */
export const hostIn = (typed: string): string =>
  typed.trim().toLowerCase().replace(/^https?:\/\//, "").replace(/[/?#].*$/, "").replace(/\.$/, "");

export const isHost = (host: string): boolean => HOST.test(host);

/** `null`: a bare domain, which cannot be an alias: a name in front of it can. */
export function recordFor(host: string, here: string): DnsRecord | null {
  const labels = host.split(".");
  if (labels.length < 3) return null;
  return { type: "CNAME", name: labels.slice(0, -2).join("."), whole: host, value: here };
}

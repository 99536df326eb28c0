/** Where a company's own page or button calls. */
export const addressOf = (origin: string, campaign: string): string => `${origin}/api/v1/campaigns/${campaign}/trigger`;

/** In single quotes as a shell reads them. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The request as one can paste it into a terminal; its key names what it is about, and the day. */
export function curlOf(address: string, parameters: Readonly<Record<string, string>>, day: string): string {
  const said = Object.values(parameters)[0] ?? "1";
  const key = `${said.toLowerCase().normalize("NFKD").replaceAll(/[^a-z0-9]+/gu, "-").replaceAll(/^-+|-+$/gu, "").slice(0, 40) || "1"}-${day}`;
  const body = JSON.stringify({ key, parameters });
  return [`curl -X POST ${address} \\`, `  -H 'Authorization: Bearer gk_…' \\`, `  -H 'Content-Type: application/json' \\`, `  -d ${quoted(body)}`].join("\n");
}

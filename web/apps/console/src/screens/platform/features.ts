/** What a company can be given, in the order shown. */
export const FEATURES = [
  "webchat", "email", "sms", "voice", "video", "cobrowse",
  "campaigns", "knowledge", "assistance", "insight", "api", "oidc",
] as const;

export type Feature = (typeof FEATURES)[number];

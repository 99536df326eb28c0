/** What a company can be given of this release, in the order shown. What it has besides is kept. */
export const FEATURES = ["webchat", "api", "oidc"] as const;

export type Feature = (typeof FEATURES)[number];

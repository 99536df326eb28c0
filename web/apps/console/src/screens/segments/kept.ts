import type { GroupNode } from "./form.ts";

const key = (tenant: string): string => `guichet.segment.${tenant}`;

/** What was being built when the page went, in this tab. */
export function keptForm(tenant: string): GroupNode | null {
  const text = sessionStorage.getItem(key(tenant));
  if (text === null) return null;
  try {
    const form = JSON.parse(text) as Partial<GroupNode>;
    return form.kind === "group" && Array.isArray(form.of) ? (form as GroupNode) : null;
  } catch {
    return null;
  }
}

export function keepForm(tenant: string, form: GroupNode | null): void {
  if (form === null || form.of.length === 0) sessionStorage.removeItem(key(tenant));
  else sessionStorage.setItem(key(tenant), JSON.stringify(form));
}

// An invitation: whether it is shown, and how. Nothing but this comes before the visitor's wish.
import type { Availability, Dock, Invitation, Module } from "../site.ts";
import forms from "./forms.css?inline";
import css from "./invite.css?inline";
import { type Say, speak } from "./words.ts";

/** 0 to 99, always the same for one visitor. */
export function lot(id: string): number {
  let sum = 7;
  for (const sign of id) sum = (sum * 31 + sign.charCodeAt(0)) % 1_000_003;
  return sum % 100;
}

function tell({ origin, site, unit }: Dock, fact: Record<string, unknown>): void {
  const { id, kept } = unit();
  const body = JSON.stringify({ unit: id, kept, page: location.href.slice(0, 4000), facts: [fact] });
  const url = `${origin}/visitor/${encodeURIComponent(site.key)}/facts`;
  void fetch(url, { method: "POST", body, keepalive: true, credentials: "omit" }).catch(Boolean);
}

export const bought: Module["bought"] = (dock, { id, amount, currency }) => tell(dock, { kind: "purchase", id, amount, currency });

async function isFree({ origin, site }: Dock, { subject }: Invitation): Promise<boolean> {
  const about = subject ? `?subject=${encodeURIComponent(subject)}` : "";
  const answer = await fetch(`${origin}/visitor/${encodeURIComponent(site.key)}/availability${about}`, { credentials: "omit" });
  return answer.ok && ((await answer.json()) as Availability).state === "open";
}

function draw(dock: Dock, rule: Invitation, say: Say, decide: (kind: "accepted" | "dismissed") => void): void {
  const { language, room } = dock;
  dock.addStyles(forms + css);
  const make = (tag: string, name: string, text: string) => {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    return made;
  };
  const card = make("div", "invite", "");
  const choose = (kind: "accepted" | "dismissed", name: string) => {
    const button = make("button", name, say(kind === "accepted" ? "accept" : "dismiss"));
    button.addEventListener("click", () => {
      card.remove();
      decide(kind);
    });
    return button;
  };
  // Filled after it is in the page, so that it is read out; the focus stays where it was.
  card.setAttribute("role", "status");
  room.append(card);
  const row = make("div", "row", "");
  row.append(choose("dismissed", "quiet"), choose("accepted", "main"));
  card.append(make("p", "", rule.text[language]), row);
  dock.button.addEventListener("click", () => card.remove(), { once: true });
}

export const invite: Module["invite"] = async (dock, rule, accept) => {
  const { key } = rule;
  const unit = dock.unit();
  const shown = unit.shown[key] ?? 0;
  if (shown >= rule.most || !(await isFree(dock, rule))) return;
  const isWithheld = lot(unit.id) < dock.site.control;
  dock.keepUnit({ ...unit, shown: { ...unit.shown, [key]: shown + 1 } });
  tell(dock, { kind: isWithheld ? "withheld" : "shown", rule: key });
  if (isWithheld) return;
  draw(dock, rule, await speak(dock.language), (kind) => {
    tell(dock, { kind, rule: key });
    if (kind === "accepted") accept();
  });
};

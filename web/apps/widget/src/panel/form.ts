// What is missing or wrong in the answers of a form, as the server will see it. Pure.
import type { Field } from "../site.ts";
import type { Key } from "./words.ts";

const MAIL = /^[^@\s,;<>"()]{1,64}@([^\s@.,;<>"()]+\.)+[^\s@.,;<>"()]{2,}$/;
const PHONE = /^\+?[\d\s().\-/]{5,30}$/;

/** Why the answer is none; `null` when it is in order. */
export function faultOf({ kind, required }: Field, answer: string): Key | null {
  const given = answer.trim();
  if (!given || (kind === "checkbox" && required && given !== "yes")) return required ? "needed" : null;
  if (kind === "email" && !MAIL.test(given)) return "not_email";
  return kind === "phone" && !PHONE.test(given) ? "not_phone" : null;
}

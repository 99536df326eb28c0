// Which parts of a text are addresses. Pure. Only http, https, mailto and tel ever become links.

/** Words, and where they lead. */
export type Part = readonly [text: string, href?: string];

const LINK = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]|mailto:[^\s<>"',;]+\w|tel:\+?[\d().-]{5,}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+\d[\d ().-]{7,}\d)/i;

function hrefOf(text: string): string {
  if (/^(https?|mailto|tel):/i.test(text)) return text;
  return text.includes("@") ? `mailto:${text}` : `tel:${text.replace(/[^+\d]/g, "")}`;
}

export function partsOf(text: string): Part[] {
  return text.split(LINK).map((part, index) => (index % 2 ? [part, hrefOf(part)] : [part]));
}

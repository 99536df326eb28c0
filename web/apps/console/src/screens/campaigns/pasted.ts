/** What somebody pasted or dropped, looked at before anything is done with it. */
export interface Pasted {
  /** Lines that have a telephone number. */
  readonly people: number;
  /** Lines that have none, the heading not counted. */
  readonly without: number;
  /** There is more than numbers: names, towns, whatever the sheet has. */
  readonly named: boolean;
  /** The numbers as they stand there. */
  readonly numbers: readonly string[];
}

const MARKS = ["\t", ";", ",", "|"] as const;
const FEWEST_DIGITS = 8;
const MOST_DIGITS = 15;
/** Lines the separator and the column are found by. */
const LOOKED_AT = 50;

const digits = (cell: string): number => cell.replaceAll(/\D/g, "").length;

/** A number as sheets have it: with spaces, points, a lost zero, `.0` at its end, an apostrophe before. */
export function isPhone(cell: string): boolean {
  const bare = cell.trim().replace(/^["']+|["']+$/g, "").replace(/[.,]0$/, "");
  const count = digits(bare);
  return /^[+(\d][\d\s().\u00a0\u202f/-]*$/u.test(bare) && count >= FEWEST_DIGITS && count <= MOST_DIGITS && !/^\d{4}-\d{2}-\d{2}/.test(bare) && !isDay(bare);
}

const isDay = (cell: string): boolean => /^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$/.test(cell);

/** The mark that stands equally often in most lines. */
function markOf(lines: readonly string[]): string | null {
  const counts = MARKS.map((mark) => ({ mark, lines: lines.filter((line) => line.includes(mark)).length }));
  const best = counts.reduce((left, right) => (right.lines > left.lines ? right : left));
  return best.lines > 0 ? best.mark : null;
}

/** One line in its cells; marks between quotes separate nothing. */
export function cellsOf(line: string, mark: string | null): readonly string[] {
  if (mark === null) return [line];
  const cells: string[] = [""];
  let quoted = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    else if (sign === mark && !quoted) cells.push("");
    else cells[cells.length - 1] = `${cells.at(-1) ?? ""}${sign}`;
  }
  return cells;
}

const NAME_THEN_PHONE = /^(.*\p{L}\S*)[\s:]+([+(\d][\d\s().\u00a0\u202f/-]*)$/u;

/** Names and numbers that nothing but spaces parts, as people type them: parted by a mark. */
export function parted(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  if (markOf(lines.slice(0, LOOKED_AT)) !== null) return text;
  return lines.map((line) => {
    const [, name = "", phone = ""] = NAME_THEN_PHONE.exec(line.trim()) ?? [];
    return name && isPhone(phone) ? `${name}\t${phone}` : line;
  }).join("\n");
}

/** Looks at what was pasted. */
export function look(pasted: string): Pasted {
  const text = parted(pasted);
  const lines = text.replace(/^\uFEFF/u, "").split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  const mark = markOf(lines.slice(0, LOOKED_AT));
  const rows = lines.map((line) => cellsOf(line, mark));
  const phones = rows.map((cells) => cells.filter(isPhone));
  const only = rows.every((cells, place) => cells.every((cell) => cell.trim() === "" || isPhone(cell)) || phones[place]?.length === 0);
  const numbers = phones.flatMap((found) => (only ? found : found.slice(0, 1)));
  const heading = phones.length > 1 && phones[0]?.length === 0 ? 1 : 0;
  const people = only ? numbers.length : phones.filter((found) => found.length > 0).length;
  return { people, without: phones.filter((found) => found.length === 0).length - heading, named: !only && people > 0, numbers: numbers.map(tidy) };
}

const tidy = (cell: string): string => cell.trim().replace(/^["']+|["']+$/g, "").replace(/[.,]0$/, "");

import classes from "./TenantMark.module.css";

/** The first letters of the first two words. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).slice(0, 2);
  return words.map((word) => word.charAt(0).toUpperCase()).join("");
}

/** A company's little window: the same arch as the product's mark. */
export function TenantMark({ name, size }: { readonly name: string; readonly size: number }) {
  return (
    <span className={classes["mark"]} style={{ width: size, height: size, fontSize: size * 0.4 }} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** A person, by their initials. */
export function PersonMark({ name, size = 28 }: { readonly name: string; readonly size?: number }) {
  return (
    <span className={classes["person"]} style={{ width: size, height: size, fontSize: size * 0.38 }} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** Turns of the colour wheel that are told apart easily. */
const HUES = [12, 38, 84, 148, 186, 216, 262, 318] as const;

/** Always the same turn for the same id. */
export function hueOf(id: string): number {
  const sum = Array.from(id).reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 9_973, 7);
  return HUES[sum % HUES.length] ?? HUES[0];
}

interface ColouredMarkProps {
  readonly id: string;
  readonly name: string;
  readonly size: number;
}

/** A contact, by initials on a colour that stays theirs. */
export function ColouredMark({ id, name, size }: ColouredMarkProps) {
  const look = { width: size, height: size, fontSize: size * 0.38, "--hue": hueOf(id) };
  return (
    <span className={classes["coloured"]} style={look} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

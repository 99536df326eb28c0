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

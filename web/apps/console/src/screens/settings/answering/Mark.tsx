import type { Icon } from "@tabler/icons-react";
import classes from "./answering.module.css";

/** The picture of a row that is a thing, not a person. */
export function Mark({ icon: Picture }: { readonly icon: Icon }) {
  return (
    <span className={classes["mark"]}>
      <Picture size={18} stroke={1.7} aria-hidden="true" />
    </span>
  );
}

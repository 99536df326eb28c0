import classes from "./carriers.module.css";

const WIDTH = 60;
const HEIGHT = 18;
/** Seconds the whole width stands for at least. */
const FEWEST = 12;

/** The speed of the last minute as a small line; the figure beside it says the same in words. */
export function Spark({ values }: { readonly values: readonly number[] }) {
  const most = Math.max(...values, 0);
  if (values.length < 2 || most === 0) return null;
  const points = values.map((value, place) => {
    const x = place * (WIDTH / (Math.max(values.length, FEWEST) - 1));
    return `${x.toFixed(1)},${(HEIGHT - 1 - (value / most) * (HEIGHT - 2)).toFixed(1)}`;
  });
  return (
    <svg className={classes["spark"]} viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} aria-hidden="true" focusable="false">
      <polyline points={points.join(" ")} />
    </svg>
  );
}

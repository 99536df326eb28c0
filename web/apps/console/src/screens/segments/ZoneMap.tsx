import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import type { MapPoint, Outline } from "../../data/segments.ts";
import { MOST_CORNERS, type Corner } from "./language.ts";
import classes from "./segments.module.css";
import { holds, namesOn, pathOf, sheetOf, shore, type Sheet } from "./zone.ts";

const WIDTH = 720;
const STEP = 16;
/** As close as this takes a corner rather than making one, in the sheet's units. */
const NEAR = 12;

interface Props {
  readonly points: readonly MapPoint[];
  readonly outlines: readonly Outline[];
  readonly corners: readonly Corner[];
  readonly set: (corners: readonly Corner[]) => void;
}

/** The places around as dots on the outlines around; corners by clicks, moved by dragging; by keys with a cross that arrows move. */
export function ZoneMap({ points, outlines, corners, set }: Props) {
  const { t } = useTranslation("segments");
  const box = useRef<SVGSVGElement>(null);
  const [taken, setTaken] = useState<number | null>(null);
  const sheet = useMemo(() => sheetOf(shore(points, outlines), WIDTH), [points, outlines]);
  const land = useMemo(() => outlines.map((one) => ({ code: one.code, path: pathOf(one, sheet) })), [outlines, sheet]);
  const [cross, setCross] = useState<readonly [number, number] | null>(null);
  const drawn = corners.map(([longitude, latitude]) => [sheet.x(longitude), sheet.y(latitude)] as const);
  const at = (event: PointerEvent): readonly [number, number] => {
    const frame = box.current?.getBoundingClientRect();
    if (!frame) return [0, 0];
    return [((event.clientX - frame.left) / frame.width) * sheet.width, ((event.clientY - frame.top) / frame.height) * sheet.height];
  };
  const add = (place: readonly [number, number]): void => {
    if (corners.length < MOST_CORNERS) set([...corners, sheet.corner(...place)]);
  };
  const press = (event: PointerEvent<SVGSVGElement>): void => {
    const place = at(event);
    const near = drawn.findIndex(([x, y]) => Math.hypot(x - place[0], y - place[1]) < NEAR);
    if (near < 0) add(place);
    setTaken(near < 0 ? corners.length : near);
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    if (taken !== null) set(corners.map((corner, place) => (place === taken ? sheet.corner(...at(event)) : corner)));
  };
  const key = (event: KeyboardEvent): void => {
    const [x, y] = cross ?? [sheet.width / 2, sheet.height / 2];
    const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    const step = steps[event.key];
    if (step) setCross([clamp(x + step[0], sheet.width), clamp(y + step[1], sheet.height)]);
    else if (event.key === "Enter" || event.key === " ") add([x, y]);
    else if (event.key === "Backspace") set(corners.slice(0, -1));
    else return;
    event.preventDefault();
  };
  return (
    // The keys are those of drawing; the list below says what is inside.
     
    <svg ref={box} viewBox={`0 0 ${sheet.width} ${sheet.height}`} className={classes["map"]} role="application" aria-label={t("zone.map")}
       
      tabIndex={0} onPointerDown={press} onPointerMove={move} onPointerUp={() => setTaken(null)} onKeyDown={key} onFocus={() => setCross((held) => held ?? [sheet.width / 2, sheet.height / 2])}>
      {land.map((one) => (
        <path key={one.code} d={one.path} className={classes["land"]} />
      ))}
      {drawn.length > 2 ? <polygon points={drawn.map((one) => one.join(",")).join(" ")} className={classes["zone"]} /> : <polyline points={drawn.map((one) => one.join(",")).join(" ")} className={classes["zone"]} />}
      <Dots points={points} sheet={sheet} corners={corners} />
      {drawn.map(([x, y], place) => (
        <circle key={place} cx={x} cy={y} r={6} className={classes["corner"]} />
      ))}
      {cross ? <path d={`M${cross[0] - 8} ${cross[1]}h16M${cross[0]} ${cross[1] - 8}v16`} className={classes["cross"]} /> : null}
    </svg>
  );
}

const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);

function Dots({ points, sheet, corners }: { readonly points: readonly MapPoint[]; readonly sheet: Sheet; readonly corners: readonly Corner[] }) {
  const names = useMemo(() => namesOn(points, sheet), [points, sheet]);
  return points.map((one) => {
    const [x, y] = [sheet.x(one.longitude), sheet.y(one.latitude)];
    const inside = corners.length > 2 && holds(corners, [one.longitude, one.latitude]);
    const label = names.get(one.postcode);
    return (
      <g key={one.postcode} className={classes["dot"]} data-inside={inside}>
        <circle cx={x} cy={y} r={4} />
        {label ? (
          <text x={label.x} y={label.y} textAnchor={label.anchor}>
            {one.name}
          </text>
        ) : null}
      </g>
    );
  });
}

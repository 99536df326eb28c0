// A guess at what the visitor came with, from what the browser says of itself. Pure.
import type { Visited } from "./frames.ts";

const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone|iPad|iPod/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/CrOS/, "ChromeOS"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];
const BROWSERS: readonly [RegExp, string][] = [
  [/Edg\w*\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser/, "Samsung Internet"],
  [/Firefox|FxiOS/, "Firefox"],
  [/Chrome|CriOS/, "Chrome"],
  [/Safari/, "Safari"],
];

const first = (known: readonly [RegExp, string][], agent: string) => known.find(([sign]) => sign.test(agent))?.[1] ?? null;

export function deviceOf(agent: string, width: number, height: number): Visited["device"] {
  const isTablet = /iPad|Tablet/.test(agent) || (agent.includes("Android") && !agent.includes("Mobile"));
  return {
    kind: isTablet ? "tablet" : /Mobi|iPhone|iPod/.test(agent) ? "phone" : "computer",
    system: first(SYSTEMS, agent),
    browser: first(BROWSERS, agent),
    screen: `${width}x${height}`,
  };
}

import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** The one accent: the green-blue of a lagoon. */
const lagoon: MantineColorsTuple = [
  "#eefaf9", "#d8f2f0", "#b0e4e1", "#7fd3d0", "#4dbdbc",
  "#26a3a4", "#12868b", "#0c7076", "#0a5d63", "#08484d",
];

/** Neutral greys with a little warmth, so that a day in front of them stays easy. */
const gray: MantineColorsTuple = [
  "#faf9f7", "#f4f3f0", "#eae8e3", "#dddad4", "#c6c2ba",
  "#a29d94", "#736e66", "#57534d", "#3c3935", "#24221f",
];

const dark: MantineColorsTuple = [
  "#ece9e4", "#cfcbc5", "#a9a49c", "#7d7871", "#3f3c39",
  "#302e2b", "#242220", "#1a1917", "#141312", "#0e0d0d",
];

const green: MantineColorsTuple = [
  "#effaf2", "#dcf1e3", "#b9e3c7", "#93d3a8", "#6dc38a",
  "#4bb06e", "#2f9656", "#217c45", "#1b6e3c", "#14522d",
];

const red: MantineColorsTuple = [
  "#fdf2f1", "#fbe1df", "#f6c3bf", "#f09f99", "#ea7a72",
  "#dd564d", "#c93c33", "#b3261e", "#9e1f18", "#7b1812",
];

const yellow: MantineColorsTuple = [
  "#fdf7e8", "#faecc9", "#f4d994", "#edc45c", "#e4ad31",
  "#c98f14", "#a87409", "#8a5d05", "#744e05", "#573a04",
];

export const theme = createTheme({
  primaryColor: "lagoon",
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  colors: { lagoon, gray, dark, green, red, yellow },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  headings: {
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.4" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
    },
  },
  // Plain values, so that naming a component here does not fetch it.
  components: {
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Badge: { defaultProps: { variant: "light", radius: "sm", tt: "none", fw: 550 } },
    Button: { defaultProps: { fw: 550 } },
    Loader: { defaultProps: { type: "dots", size: "sm" } },
    Modal: {
      defaultProps: { centered: true, radius: "lg", overlayProps: { backgroundOpacity: 0.35 }, transitionProps: { duration: 120 } },
    },
    Table: { defaultProps: { verticalSpacing: "xs", horizontalSpacing: "md" } },
    // What is wider than its place scrolls by keyboard too, whatever stands in it.
    TableScrollContainer: { defaultProps: { scrollAreaProps: { viewportProps: { tabIndex: 0 } } } },
    Tooltip: { defaultProps: { openDelay: 350, transitionProps: { duration: 100 } } },
  },
});

/** Colours Mantine leaves too pale for WCAG AA, and the names our own sheets use. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-text": "#24221f",
    "--mantine-color-dimmed": "#625d56",
    "--mantine-color-placeholder": "#736e66",
    "--mantine-color-error": "#b3261e",
    "--mantine-color-anchor": "#0a5d63",
    "--mantine-color-default-border": "#dddad4",
    "--g-canvas": "#f8f7f4",
    "--g-surface": "#ffffff",
    "--g-sunken": "#f4f3f0",
    "--g-line": "#e8e5e0",
    "--g-hover": "rgba(36, 34, 31, 0.05)",
    "--g-accent": "#0a5d63",
    "--g-accent-soft": "#e3f3f2",
    "--g-accent-line": "#b5dedb",
    "--g-good": "#1b6e3c",
    "--g-warn": "#8a5300",
    "--g-bad": "#b3261e",
    "--g-shadow": "0 1px 2px rgba(36, 34, 31, 0.05)",
  },
  dark: {
    "--mantine-color-body": "#1d1c1a",
    "--mantine-color-text": "#ece9e4",
    "--mantine-color-dimmed": "#a9a49c",
    "--mantine-color-placeholder": "#8f8a82",
    "--mantine-color-error": "#ff9a91",
    "--mantine-color-anchor": "#7fd3d0",
    "--mantine-color-default": "#242220",
    "--mantine-color-default-hover": "#2b2927",
    "--mantine-color-default-border": "#3f3c39",
    "--g-canvas": "#161514",
    "--g-surface": "#1d1c1a",
    "--g-sunken": "#191817",
    "--g-line": "#2e2c29",
    "--g-hover": "rgba(236, 233, 228, 0.06)",
    "--g-accent": "#7fd3d0",
    "--g-accent-soft": "#12302f",
    "--g-accent-line": "#1f4f4f",
    "--g-good": "#7fcf9b",
    "--g-warn": "#eab765",
    "--g-bad": "#ff9a91",
    "--g-shadow": "0 1px 2px rgba(0, 0, 0, 0.3)",
  },
});

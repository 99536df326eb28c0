// Two builds: the loader (one classic script, configuration filled in by the server) and the
// panel (a module named by its content, fetched when a visitor wants to talk).
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const outDir = fileURLToPath(new URL("../../../src/guichet/static/widget", import.meta.url));
const loader = fileURLToPath(new URL("src/loader.ts", import.meta.url));
const panel = fileURLToPath(new URL("src/panel/index.tsx", import.meta.url));

export default defineConfig(({ mode }) => ({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir,
    emptyOutDir: mode === "panel",
    target: "es2022",
    modulePreload: false,
    rolldownOptions:
      mode === "panel"
        ? {
            input: panel,
            preserveEntrySignatures: "exports-only",
            output: { format: "es", entryFileNames: "assets/panel-[hash].js" },
          }
        : { input: loader, output: { format: "iife", entryFileNames: "loader.js" } },
  },
}));

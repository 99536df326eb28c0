// Two builds: the loader (one classic script, configuration filled in by the server) and the
// panel (modules named by their content: the panel itself and the texts of one language, fetched
// when a visitor wants to talk; what is seldom needed when it is).
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
    // Browsers of 2024 and later know light-dark() and colours made from others.
    cssTarget: ["chrome123", "firefox128", "safari18"],
    modulePreload: false,
    // A library: its modules find one another by themselves, without a helper for preloading.
    lib: mode === "panel" ? { entry: panel, formats: ["es"] } : false,
    rolldownOptions:
      mode === "panel"
        ? {
            preserveEntrySignatures: "allow-extension",
            output: { entryFileNames: "assets/panel-[hash].js", chunkFileNames: "assets/[name]-[hash].js", minify: true },
          }
        : { input: loader, output: { format: "iife", entryFileNames: "loader.js" } },
  },
}));

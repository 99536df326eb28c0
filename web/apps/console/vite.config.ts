import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const built = fileURLToPath(new URL("../../../src/guichet/static/console", import.meta.url));
const server = process.env["GUICHET_DEV_SERVER"] ?? "http://127.0.0.1:8470";

export default defineConfig({
  plugins: [react()],
  build: { outDir: built, emptyOutDir: true, target: "es2023", manifest: true },
  server: { proxy: { "/api": server, "/live": { target: server, ws: true } } },
});

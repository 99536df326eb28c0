import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const built = fileURLToPath(new URL("../../../src/guichet/static/console", import.meta.url));
const server = process.env["GUICHET_DEV_SERVER"] ?? "http://127.0.0.1:8470";

/** Parts of the frame that are fetched when they are opened. */
const LATER = /^(Palette|UserMenuItems|NarrowMenu|ShortcutSheet|Notices)\.tsx$/;

/** The icons of the frame: one file for all, for each of its own would cost as much again. */
const folders = ["app", "shell"].map((name) => fileURLToPath(new URL(`src/${name}`, import.meta.url)));
const sources = folders.flatMap((folder) => readdirSync(folder).filter((file) => /\.tsx?$/.test(file) && !LATER.test(file)).map((file) => readFileSync(`${folder}/${file}`, "utf-8")));
const icons = new Set(sources.flatMap((text) => text.match(/\bIcon[A-Z]\w+/g) ?? []));

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: built,
    emptyOutDir: true,
    target: "es2023",
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "icons", test: (id) => icons.has(/tabler\/icons-react\/.*\/(Icon\w+)\.mjs$/.exec(id)?.[1] ?? "") },
            { name: "hooks", test: /@mantine\/(hooks\/.*\/(use-merged-ref|use-uncontrolled|use-disclosure|use-id)|core\/.*\/(get-style-object|use-resolved-styles-api|create-safe-context|get-single-element-child))\// },
            { name: "routes", test: /@tanstack\/react-router\/.*\/(useParams|useRouterState|useNavigate|useRouter|useMatch|Match|Matches|link)\.js$/ },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": server, "/live": { target: server, ws: true } } },
});

import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "@fontsource-variable/inter/wght.css";
import "./app/global.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App, styleNonce } from "./app/App.tsx";
import { firstLanguage, startTexts } from "./app/i18n.ts";
import { registerOfflinePage } from "./app/offline.ts";

declare global {
  /** Read by the library that locks scrolling under dialogs, for its own style tag. */
  var __webpack_nonce__: string | undefined;
}

async function start(): Promise<void> {
  globalThis.__webpack_nonce__ = styleNonce();
  await startTexts(firstLanguage());
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no place for the console");
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  registerOfflinePage();
}

void start();

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "jsdom",
    // The environment is made once for a worker, each file still has a context of its own.
    pool: "vmThreads",
    include: ["{apps,packages}/*/src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});

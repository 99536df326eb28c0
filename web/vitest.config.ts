import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "jsdom",
    // The environment is made once for a worker, each file still has a context of its own.
    pool: "vmThreads",
    include: ["{apps,packages}/*/src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // How fast the machine is that runs them is no property of the product.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

// One lint for every web package. The boundaries say who may import whom:
// apps import packages, packages import `kit` only, apps never import each other.
import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import i18next from "eslint-plugin-i18next";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const strict = [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked];
const source = ["apps/*/src/**/*.{ts,tsx}", "packages/*/src/**/*.{ts,tsx}"];

export default tseslint.config(
  { ignores: ["**/node_modules/**", "**/dist/**", "packages/api/src/schema.ts", "apps/*/public/**"] },
  js.configs.recommended,
  { files: ["*.{js,ts,mjs}", "apps/*/*.{ts,cjs}"], languageOptions: { globals: globals.node } },
  {
    files: source,
    extends: [strict],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      complexity: ["error", 10],
      "max-lines-per-function": ["error", { max: 90, skipBlankLines: true, skipComments: true }],
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: source,
    plugins: { boundaries },
    settings: {
      "import/resolver": { node: { extensions: [".ts", ".tsx", ".js", ".json"] } },
      "boundaries/elements": [
        { type: "app", pattern: "apps/*", capture: ["name"] },
        { type: "kit", pattern: "packages/kit" },
        { type: "package", pattern: "packages/*", capture: ["name"] },
      ],
    },
    rules: {
      "boundaries/dependencies": [
        "error",
        {
          default: "disallow",
          policies: [
            {
              from: { element: { type: "app" } },
              allow: [
                { to: { element: { type: ["package", "kit"] } } },
                { to: { element: { type: "app", captured: { name: "{{from.element.captured.name}}" } } } },
              ],
            },
            {
              from: { element: { type: "package" } },
              allow: [
                { to: { element: { type: "kit" } } },
                { to: { element: { type: "package", captured: { name: "{{from.element.captured.name}}" } } } },
              ],
            },
            { from: { element: { type: "kit" } }, allow: [{ to: { element: { type: "kit" } } }] },
          ],
        },
      ],
    },
  },
  {
    files: ["apps/**/*.tsx"],
    ...jsxA11y.flatConfigs.strict,
  },
  {
    files: ["apps/**/*.tsx"],
    plugins: { i18next, "react-hooks": reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // Every text a person sees comes from the language files.
      "i18next/no-literal-string": ["error", { mode: "jsx-text-only" }],
      // Focus on opening is what keyboard users expect in a dialog or on a sign-in page.
      "jsx-a11y/no-autofocus": "off",
    },
  },
  {
    files: ["**/*.test.{ts,tsx}", "**/vite.config.ts", "vitest.config.ts"],
    rules: { "max-lines-per-function": "off" },
  },
);

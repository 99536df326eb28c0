/** Languages are named in themselves. */
export const LANGUAGE_NAMES = [
  { value: "fr", label: "Français" },
  { value: "en", label: "English" },
];

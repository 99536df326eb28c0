// Before the first paint: the colours chosen here last, so that a dark console never flashes.
(() => {
  const chosen = localStorage.getItem("guichet.color-scheme");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const scheme = chosen === "light" || chosen === "dark" ? chosen : dark ? "dark" : "light";
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
})();

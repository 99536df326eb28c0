export { default as css } from "./asking.css?inline";
export { Start } from "./Start.tsx";

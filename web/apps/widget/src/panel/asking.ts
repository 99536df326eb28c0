import own from "./asking.css?inline";
import forms from "./forms.css?inline";

export const css = forms + own;
export { Start } from "./Start.tsx";

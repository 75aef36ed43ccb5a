/* What was typed before the scripts had arrived is told to them once all of them listen: previews and
   suggestions come for it as for what is typed later. htmx listens from DOMContentLoaded on. */

import { isTyped } from "./typed.js";

document.addEventListener("DOMContentLoaded", () => setTimeout(() => {
  for (const control of document.querySelectorAll("input, textarea")) {
    if (isTyped(control)) control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}));

/* The page that composes a reply: `c` copies it from anywhere but the field, Ctrl+Enter from the field;
   once copied, the way to the next customer shows. */

import { isTyping, letterKeysAct } from "./live.js";

const desk = document.querySelector(".desk__copy");

document.addEventListener("keydown", (event) => {
  if (!desk || event.defaultPrevented || event.isComposing || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  const command = event.ctrlKey || event.metaKey;
  const fromField = command && event.key === "Enter" && event.target.matches?.(".desk__words");
  const byLetter = !command && event.key === "c" && !isTyping(event.target) && letterKeysAct();
  if (!fromField && !byLetter) return;
  event.preventDefault();
  desk.copy();
});

desk?.addEventListener("terroir:copied", () => {
  const done = document.querySelector("[data-copied]");
  if (done) done.hidden = false;
});

/* `/` goes to the search field, Ctrl-K or ⌘K opens the palette anywhere, `?` shows the keys, `c` copies
   the short answer of the article being read, another letter presses the button with that data-letter. The single characters can be turned off (WCAG 2.1.4); they never act while typing. */

import { isTyping, letterKeysAct } from "./live.js";

function searchField() {
  return document.querySelector("main form[role=search] input[type=search], .bar form[role=search] input[type=search]");
}

function openPalette() {
  const palette = document.querySelector("search-palette");
  if (palette?.open) palette.open(searchField()?.value ?? "");
  else searchField()?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (command || event.altKey || isTyping(event.target) || !letterKeysAct()) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "/") {
    event.preventDefault();
    const field = searchField();
    field?.focus();
    field?.select();
  } else if (event.key === "?") {
    event.preventDefault();
    document.getElementById("shortcuts")?.showModal();
  } else if (event.key === "c") {
    document.querySelector(".article copy-button")?.copy();
  } else if (/^[a-z]$/.test(event.key)) {
    document.querySelector(`[data-letter=${event.key}]`)?.click();
  }
});

/* Ctrl+Enter in any search field copies the first result that may be told to the customer. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (!event.target.matches?.("form[role=search] input[type=search]")) return;
  if (event.target.closest("search-palette")) return;
  const first = document.querySelector("results-list copy-button");
  if (!first) return;
  event.preventDefault();
  first.copy();
});

/* Tells the log that the search page was left and nothing of it was opened or copied. Going on
   searching (another page of results, other filters) is no leaving. */

import { csrfToken } from "./http.js";
import { say } from "./live.js";

function finder() {
  return document.querySelector("#finder[data-left-url]");
}

function use() {
  const shown = finder();
  if (shown) shown.dataset.used = "yes";
}

/* Results are opened by addresses below that of the search page. */
function goesOn(address) {
  const search = document.querySelector("live-search")?.dataset.url;
  return Boolean(search) && new URL(address, location.href).pathname.startsWith(search);
}

for (const kind of ["click", "auxclick"]) {
  document.addEventListener(kind, (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && goesOn(link.href)) use();
  }, true);
}
document.addEventListener("submit", (event) => {
  if (goesOn(event.target.action)) use();
}, true);
document.addEventListener("terroir:copied", use);
document.addEventListener("terroir:opened", use);

window.addEventListener("pagehide", () => {
  const shown = finder();
  if (!shown || shown.dataset.used) return;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", csrfToken());
  navigator.sendBeacon(shown.dataset.leftUrl, body);
});

/* The key that is dragged to the bookmarks bar does nothing here: say so, in place of the CSP. */
document.addEventListener("click", (event) => {
  const key = event.target.closest?.("[data-bookmarklet]");
  if (!key) return;
  event.preventDefault();
  say(key.dataset.bookmarklet, 8);
});

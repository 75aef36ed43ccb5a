/* A collect key (data-collect, beside a copy key) puts its passage into the tray at the foot of the page,
   without leaving it; without JavaScript the form goes to the tray's own page. */

import { post } from "./http.js";
import { say } from "./live.js";

async function collect(button) {
  const body = new FormData(button.form);
  body.set("next", location.pathname + location.search);
  const response = await post(button.formAction, body, { headers: { "HX-Request": "true", Accept: "text/html" } });
  if (!response.ok) throw new Error(`collect ${response.status}`);
  const tray = document.getElementById("tray");
  tray.outerHTML = await response.text();
  say(document.querySelector("#tray [data-said]")?.textContent ?? "");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-collect]");
  if (!button?.form || !document.getElementById("tray")) return;
  event.preventDefault();
  button.setAttribute("aria-busy", "true");
  try {
    await collect(button);
  } catch {
    button.form.requestSubmit(button);
  } finally {
    button.removeAttribute("aria-busy");
  }
});

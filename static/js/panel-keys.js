/* What each key of the panel does. */

import { keepCase } from "./panel-case.js";
import { isFramed } from "./panel-link.js";

/* In a frame a window of ours hands the panel over; alone the page itself leads to signing in. */
function signIn(panel, event) {
  if (!isFramed()) {
    keepCase(panel.case, panel.form?.dataset.person);
    return;
  }
  event.preventDefault();
  const { origin } = panel.link;
  panel.querySelector("[data-refused]").hidden = origin !== "";
  if (origin) panel.querySelector("[data-blocked]").hidden = panel.access.connect(origin);
}

function press(panel, key, event) {
  const pressed = (name) => key.hasAttribute(`data-${name}`);
  if (pressed("sign-in")) signIn(panel, event);
  if (pressed("collect")) panel.tray.toggle(key.closest("[data-name]").dataset.name);
  if (pressed("compose")) panel.run(key, () => panel.write());
  if (pressed("empty")) panel.tray.empty();
  if (pressed("back")) panel.showReply(false);
  if (pressed("insert")) panel.run(key, () => panel.reply.insert());
  if (pressed("copy")) panel.run(key, () => panel.reply.copy());
}

export function watchKeys(panel) {
  panel.addEventListener("click", (event) => {
    const key = event.target.closest("button, a");
    if (key) press(panel, key, event);
  });
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = event.target.closest("[data-name]")?.dataset.name;
    panel.run(event.submitter, () => (name ? panel.reply.use(name) : panel.search()));
  });
  panel.addEventListener("input", (event) => {
    if (event.target.matches("[data-words]")) panel.reply.edit();
  });
  panel.addEventListener("change", (event) => {
    const changes = event.target.matches("#panel-profile, #panel-language");
    if (changes && panel.form.elements.text.value) panel.run(null, () => panel.search());
  });
}

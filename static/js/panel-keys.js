/* What each key of the panel does. */

import { isTyping, letterKeysAct } from "./live.js";
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
  if (pressed("compose")) panel.run(key, () => panel.write());
  if (pressed("set-aside")) panel.run(key, () => panel.tray.setAside());
  if (pressed("back")) panel.showReply(false);
  if (pressed("drop")) panel.run(key, () => panel.reply.open([["act", "drop"], ["tray", panel.reply.made.tray]]));
  if (pressed("insert")) panel.run(key, () => panel.reply.insert());
  if (pressed("copy")) panel.run(key, () => panel.reply.copy());
  if (pressed("tell") && key.type === "button") panel.run(key, () => panel.reply.tellCustomer());
}

/* The keys of an answer. */
function submit(panel, key, name) {
  if (!name) return panel.search();
  if (key.hasAttribute("data-collect")) return panel.tray.toggle(name);
  return panel.reply.send(name, key.hasAttribute("data-tell"));
}

/* `t`: told, the reply that is written, or the answer on whose keys the focus is. Ctrl+Enter: the reply
   leaves from its field. */
function type(panel, event) {
  const command = event.ctrlKey || event.metaKey;
  const isWritten = panel.form && !panel.part("reply").hidden;
  const place = isWritten ? panel.part("reply") : event.target.closest("[data-name]");
  const byLetter = event.key === "t" && !command && !event.altKey && letterKeysAct() && !isTyping(event.target);
  const leaves = command && event.key === "Enter" && event.target.matches("[data-words]");
  if (byLetter) place?.querySelector("[data-tell]").click();
  else if (leaves) panel.querySelector(panel.sends ? "[data-insert]" : "[data-copy]").click();
  else return;
  event.preventDefault();
}

/* Another case typed by hand is another customer, unless the tray had none. */
function change(panel, field) {
  const { reference } = panel.tray.bar.dataset;
  const moves = field.id === "panel-case" && reference && field.value.trim() !== reference;
  if (moves) panel.begin();
  const changes = moves || field.matches("#panel-profile, #panel-language");
  if (changes && panel.form.elements.text.value) panel.run(null, () => panel.search());
  else if (moves) panel.run(null, () => panel.tray.refresh());
}

export function watchKeys(panel) {
  panel.addEventListener("click", (event) => {
    const key = event.target.closest("button, a");
    if (key) press(panel, key, event);
  });
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = event.target.closest("[data-name]")?.dataset.name;
    panel.run(event.submitter, () => submit(panel, event.submitter, name));
  });
  panel.addEventListener("input", (event) => {
    if (event.target.matches("[data-words]")) panel.reply.edit();
  });
  panel.addEventListener("change", (event) => {
    if (panel.form && event.target.form === panel.form) change(panel, event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.isComposing && !document.querySelector("dialog[open]")) type(panel, event);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && panel.tray.isOpen) panel.run(null, () => panel.tray.refresh());
  });
}

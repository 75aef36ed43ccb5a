/* What was collected in the panel, in the order of collecting: names of passages, in memory alone. */

import { say } from "./live.js";

export class PanelTray {
  constructor(panel) {
    this.panel = panel;
    this.names = new Set();
  }

  toggle(name) {
    const has = this.names.has(name);
    this.names[has ? "delete" : "add"](name);
    say(has ? this.panel.said.takenOut : this.panel.said.collected);
    this.show();
  }

  empty() {
    this.names.clear();
    if (this.panel.form) this.show();
  }

  show() {
    const { panel, names } = this;
    const count = panel.querySelector("[data-tray-count]");
    panel.querySelector("[data-tray]").hidden = names.size === 0 || !panel.part("reply").hidden;
    count.textContent = names.size === 1 ? count.dataset.one : `${names.size} ${count.dataset.many}`;
    for (const key of panel.querySelectorAll("[data-collect]")) {
      key.setAttribute("aria-pressed", names.has(key.closest("[data-name]").dataset.name));
    }
  }
}

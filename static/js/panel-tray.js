/* The tray of this case, kept by the server: the bar at the foot says what is in it, and the keys of what
   was collected are pressed. */

import { say } from "./live.js";

export class PanelTray {
  constructor(panel) {
    this.panel = panel;
  }

  get bar() { return this.panel.querySelector("[data-tray]"); }
  get field() { return this.panel.form.elements.tray; }
  get names() { return this.bar.dataset.names.split(" "); }
  get isOpen() { return Boolean(this.panel.form && this.bar.dataset.pk); }

  /* What the server says of it. A tray that just came tells what the case left open. */
  show(bar) {
    const { pk, profile, language } = bar.dataset;
    const { form, case: said } = this.panel;
    if (pk && pk !== this.field.value) {
      if (!said.channel && [...form.elements.profile.options].some((one) => one.value === profile)) {
        form.elements.profile.value = profile;
      }
      if (!said.language) form.elements.language.value = language;
    }
    this.bar.replaceWith(bar);
    this.field.value = pk;
    this.mark();
  }

  mark() {
    const { panel, names } = this;
    this.bar.hidden = !this.isOpen || this.bar.dataset.count === "0";
    for (const key of this.bar.querySelectorAll("[data-tray-keys]")) key.hidden = !panel.part("reply").hidden;
    for (const key of panel.querySelectorAll("[data-collect]")) {
      key.setAttribute("aria-pressed", names.includes(key.closest("[data-name]").dataset.name));
    }
  }

  /* Another customer, or it is finished: the server keeps it. */
  forget() {
    if (!this.panel.form) return;
    Object.assign(this.bar.dataset, { pk: "", names: "", reference: "" });
    this.field.value = "";
    this.mark();
  }

  /* In another tool the case says whose tray it is; the one that was being filled may be anybody's. */
  forgetTakenUp() {
    if (!this.bar.hasAttribute("data-taken-up")) return;
    this.panel.form.elements.case.value = "";
    this.forget();
  }

  async ask(name, fields) {
    const { turn } = this.panel;
    const response = await this.panel.answer(name, fields);
    if (!response || turn !== this.panel.turn) return false;
    const fresh = document.createElement("template");
    fresh.innerHTML = await response.text();
    this.show(fresh.content.querySelector("[data-tray]"));
    return true;
  }

  async toggle(name) {
    const { said, searchKey } = this.panel;
    const has = this.names.includes(name);
    const fields = [["name", name], ["act", has ? "out" : "in"], ["search", searchKey]];
    if (await this.ask("collecting", fields)) say(has ? said.takenOut : said.collected);
  }

  async setAside() {
    if (await this.ask("aside", [])) say(this.panel.said.setAside, 6);
  }

  refresh() {
    return this.ask("collecting", []);
  }
}

/* <kept-form data-person data-draft data-key data-bound?> around a form. What is typed is kept on this
   device, sealed for the person, until a page says that it was sent (forgetSent). `data-bound`: the
   form came back from the server with what was typed, so nothing is offered. Words come in a
   [data-when=found] child with buttons [data-do=restore|discard]. */

import { forgetLocally, keepLocally, readLocally, storeName } from "./draft-store.js";
import { fillForm } from "./form-values.js";
import { wait } from "./live.js";
import { isTyped } from "./typed.js";

const SENT = "terroir:sent";
const NEVER_KEPT = ["csrfmiddlewaretoken", "seen", "failed_query"];

class KeptForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.name = storeName(this.dataset.person, this.dataset.draft);
    this.later = wait(() => this.keep(), 500);
    this.form.addEventListener("input", (event) => event.isTrusted && this.later());
    this.form.addEventListener("change", (event) => event.isTrusted && this.later());
    this.form.addEventListener("submit", () => this.send());
    this.addEventListener("click", (event) => this.onChoice(event));
    if (!("bound" in this.dataset)) this.offer();
    if ([...this.form.elements].some(isTyped)) this.later();
  }

  disconnectedCallback() {
    this.later.cancel();
  }

  fields() {
    return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !NEVER_KEPT.includes(name));
  }

  keep() {
    return keepLocally(this.name, { at: Date.now(), fields: this.fields() }, this.dataset.key);
  }

  /* Kept until a page of the thread arrives: a send that fails loses nothing. */
  send() {
    this.later.cancel();
    this.keep();
    try {
      sessionStorage.setItem(SENT, this.name);
    } catch { /* Storage is forbidden: nothing is kept either. */ }
  }

  async offer() {
    const kept = await readLocally(this.name, this.dataset.key);
    if (!kept || !kept.fields.some(([name, value]) => value && this.differs(name, value))) return;
    this.found = kept.fields;
    this.show(true);
  }

  differs(name, value) {
    const control = this.form.elements.namedItem(name);
    return control instanceof HTMLTextAreaElement || control?.type === "text" ? control.value !== value : false;
  }

  show(is) {
    const banner = this.querySelector("[data-when=found]");
    if (banner) banner.hidden = !is;
  }

  onChoice(event) {
    const choice = event.target.closest("[data-do]")?.dataset.do;
    if (!choice || !this.found) return;
    if (choice === "restore") {
      fillForm(this.form, this.found);
      for (const fold of this.form.querySelectorAll("details")) fold.open = true;
    } else forgetLocally(this.name);
    this.found = null;
    this.show(false);
  }
}

/* Called by the page that a sent form leads to. */
export function forgetSent() {
  try {
    const name = sessionStorage.getItem(SENT);
    if (!name) return;
    sessionStorage.removeItem(SENT);
    forgetLocally(name);
  } catch { /* As above. */ }
}

customElements.define("kept-form", KeptForm);

/* <draft-keeper data-draft-url data-person data-draft data-version data-saved-at data-key> around a form.
   Sends the form as the writer types; what the server can't take is kept on this device and offered
   again. A 409 means that another device saved meanwhile: nothing is overwritten, the person is
   asked. Words come in [data-when=saved|saving|local|conflict|found|unkept] children, hidden until true.
   Buttons inside them: [data-do=restore|discard]. */

import { forgetLocally, keepLocally, readLocally, storeName } from "./draft-store.js";
import { fillForm } from "./form-values.js";
import { isSignedOut, post } from "./http.js";
import { wait } from "./live.js";

const [RETRY_MS, LATE_MS] = [15000, 4000];

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.version = this.dataset.version ?? "";
    this.name = storeName(this.dataset.person, this.dataset.draft);
    this.changed = false;
    this.queue = Promise.resolve();
    this.later = wait(() => this.flush(), 800);
    this.form.addEventListener("input", () => this.touch());
    this.form.addEventListener("change", () => this.touch());
    this.form.addEventListener("focusout", () => this.flush());
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
    this.onHide = () => { if (document.hidden) this.flush({ keepalive: true }); };
    document.addEventListener("visibilitychange", this.onHide);
    this.onLine = () => this.flush();
    window.addEventListener("online", this.onLine);
    this.addEventListener("click", (event) => this.onChoice(event));
    this.offer();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.onHide);
    window.removeEventListener("online", this.onLine);
    clearTimeout(this.retry);
  }

  touch() {
    this.changed = true;
    this.later();
  }

  show(name) {
    for (const part of this.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== name;
  }

  /* A save on its way changes the version that the form is about to send: wait for its answer. */
  onSubmit(event) {
    this.later.cancel();
    const first = !this.sent;
    this.sent = true;
    if (!this.saving || !first) return;
    event.preventDefault();
    Promise.race([this.queue, new Promise((done) => { setTimeout(done, LATE_MS); })]).then(() => this.form.requestSubmit(event.submitter));
  }

  /* One request at a time: a version is only known after the answer before it. */
  flush(options = {}) {
    this.queue = this.queue.then(() => this.save(options));
    return this.queue;
  }

  async save(options) {
    if (!this.changed || this.conflict || this.sent) return;
    this.changed = false;
    this.later.cancel();
    clearTimeout(this.retry);
    const body = this.body();
    this.saving = true;
    try {
      const response = await post(this.dataset.draftUrl, body, this.keptAlive(options, body));
      if (response.status === 409) await this.meetConflict(response);
      else if (response.status === 422 || response.status === 400) await this.keepHere("unkept");
      else if (isSignedOut(response) || !response.ok) await this.keepHere("local");
      else await this.accept(response);
    } catch {
      await this.keepHere("local");
    } finally {
      this.saving = false;
    }
  }

  body() {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    body.set("version", this.version);
    return body;
  }

  /* A browser sends at most 64 kB from a page that is going away. */
  keptAlive({ keepalive = false }, body) {
    let size = 0;
    for (const [name, value] of body) size += name.length + value.length * 2 + 200;
    return { keepalive: keepalive && size < 60000 };
  }

  async accept(response) {
    const answer = await response.json();
    this.version = String(answer.version);
    const field = this.form.elements.namedItem("version");
    if (field) field.value = this.version;
    forgetLocally(this.name);
    if (!this.changed) this.show("saved");
  }

  async meetConflict(response) {
    this.conflict = true;
    await this.keepHere("conflict");
    const answer = await response.json().catch(() => ({}));
    const link = this.querySelector("[data-when=conflict] a");
    if (link && answer.url) link.href = answer.url;
  }

  async keepHere(state) {
    const kept = await keepLocally(this.name, { at: Date.now(), fields: this.fields() }, this.dataset.key);
    this.changed = state !== "conflict";
    this.show(kept || state === "conflict" ? state : "unkept");
    if (state === "local") this.retry = setTimeout(() => this.flush(), RETRY_MS);
  }

  fields() {
    return [...this.body()].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "version");
  }

  async offer() {
    const kept = await readLocally(this.name, this.dataset.key);
    if (!kept) return;
    const same = JSON.stringify(kept.fields) === JSON.stringify(this.fields());
    if (same || kept.at <= Date.parse(this.dataset.savedAt || 0)) forgetLocally(this.name);
    else {
      this.found = kept.fields;
      this.show("found");
    }
  }

  onChoice(event) {
    const choice = event.target.closest("[data-do]")?.dataset.do;
    if (!choice || !this.found) return;
    if (choice === "restore") fillForm(this.form, this.found);
    forgetLocally(this.name);
    this.found = null;
    this.show(choice === "restore" ? "saving" : "");
    if (choice === "restore") this.touch();
  }
}

customElements.define("draft-keeper", DraftKeeper);

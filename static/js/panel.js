/* <reply-panel>: /panel/, beside a case in another tool or alone in a small window. */

import { say } from "./live.js";
import { PanelAccess } from "./panel-access.js";
import { caseFromAddress, caseOf, factsIn, fillCase, isAnother } from "./panel-case.js";
import { watchKeys } from "./panel-keys.js";
import { PanelLink, isFramed } from "./panel-link.js";
import { PanelReply } from "./panel-reply.js";
import { PanelTray } from "./panel-tray.js";
import { showTrouble } from "./panel-trouble.js";

class ReplyPanelElement extends HTMLElement {
  connectedCallback() {
    const { origins, origin, token, connect } = this.dataset;
    this.removeAttribute("data-token");
    this.link = new PanelLink(origins.split(" ").filter(Boolean), origin);
    this.access = new PanelAccess(token, connect);
    this.reply = new PanelReply(this);
    this.tray = new PanelTray(this);
    this.case = caseFromAddress();
    this.access.addEventListener("open", () => this.open());
    this.access.addEventListener("closed", () => this.showPart("connect"));
    this.link.listen((facts) => this.take(caseOf(facts)));
    addEventListener("hashchange", () => this.take(caseFromAddress()));
    watchKeys(this);
    if (!isFramed()) this.querySelector("[data-sign-in]").target = "_self";
    if (this.access.isOpen) this.start();
    this.link.greet();
  }

  get sends() { return isFramed() && this.link.origin !== ""; }
  get form() { return this.querySelector("[data-ask]"); }
  get said() { return this.querySelector("[data-said]").dataset; }
  get searchKey() { return this.querySelector("[data-search]")?.dataset.search ?? ""; }

  part(name) { return this.querySelector(`[data-part=${name}]`); }

  showPart(name) {
    this.part("connect").hidden = name !== "connect";
    this.part("desk").hidden = name !== "desk";
  }

  /* The desk of who signed in. Of the same person as before, what was typed and collected stays. */
  async open() {
    const response = await this.access.ask(this.dataset.desk, this.case);
    const fresh = document.createElement("template");
    fresh.innerHTML = await response.text();
    const person = fresh.content.querySelector("[data-ask]").dataset.person;
    if (this.form?.dataset.person !== person) {
      this.begin();
      this.part("desk").replaceChildren(fresh.content);
    } else if (!this.part("desk").querySelector("[data-answers] *")) {
      this.run(null, () => this.search());
    }
    document.documentElement.lang = response.headers.get("Content-Language") ?? "";
    this.start(false);
    this.link.send("connected");
  }

  start(searches = true) {
    const { theme, letterKeys } = this.form.dataset;
    if (theme) document.documentElement.dataset.theme = theme;
    document.body.dataset.letterKeys = letterKeys;
    if (isFramed()) this.tray.forgetTakenUp();
    this.tray.mark();
    this.querySelector("[data-insert]").hidden = !this.sends;
    this.querySelector("[data-copy]").classList.toggle("button--primary", !this.sends);
    this.showPart("desk");
    if (searches && Object.keys(this.case).length) this.take(this.case);
  }

  take(facts) {
    const isOther = isAnother(facts, this.form ? factsIn(this.form) : this.case);
    const told = isOther ? { case: "", text: "", ...facts } : facts;
    this.case = { ...this.case, ...told };
    if (isOther) this.begin();
    if (!this.form) return;
    fillCase(this.form, told);
    if (this.access.isOpen) this.run(null, () => this.search());
  }

  /* Nothing that was told, collected or made for one customer is left for the next. */
  begin() {
    this.reply.drop();
    this.tray.forget();
    this.turn = (this.turn ?? 0) + 1;
    if (!this.form) return;
    showTrouble(this);
    this.querySelector("[data-answers]").replaceChildren();
    this.showReply(false);
  }

  /* Nothing where the server refuses: it says why. */
  async answer(name, fields) {
    showTrouble(this);
    const response = await this.access.ask(this.dataset[name], [...new FormData(this.form)]
      .filter(([field]) => field !== "text").concat(fields));
    if (response.ok) return response;
    showTrouble(this, await response.json().catch(() => ({ error: this.said.failed })));
    return null;
  }

  async json(name, fields) { return (await this.answer(name, fields))?.json() ?? null; }

  async search() {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const response = await this.access.ask(this.dataset.found, [...new FormData(this.form)]);
    const fresh = document.createElement("template");
    fresh.innerHTML = await response.text();
    if (turn !== this.turn) return;
    this.tray.show(fresh.content.querySelector("[data-tray]"));
    this.querySelector("[data-answers]").replaceChildren(fresh.content);
    this.showReply(false);
  }

  showReply(shows) {
    this.part("reply").hidden = !shows;
    this.form.hidden = shows;
    this.querySelector("[data-answers]").hidden = shows;
    this.tray.mark();
  }

  async write() {
    if (!(await this.reply.open())) return;
    this.showReply(true);
    this.querySelector("#panel-reply-title").focus();
  }

  /* One thing at a time, a search that nobody pressed for next. What went wrong is said, nothing lost. */
  async run(key, work) {
    if (this.busy && !key) this.next = work;
    if (this.busy) return;
    this.busy = true;
    key?.setAttribute("aria-busy", "true");
    try {
      await work();
    } catch (error) {
      if (!["closed", "refused"].includes(error.message)) say(this.said.failed, 8);
    } finally {
      this.busy = false;
      key?.removeAttribute("aria-busy");
    }
    const { next } = this;
    this.next = null;
    if (next) await this.run(null, next);
  }
}

customElements.define("reply-panel", ReplyPanelElement);

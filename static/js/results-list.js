/* <results-list> around a list of results. Each result carries data-href and, when it may be told
   to the customer, a <copy-button>, else data-why it does not copy; data-ask-url asks the expert.
   Up and down move the focus, Enter opens, `c` copies, `t` tells, `r` collects, `a` asks; letters act on a focused result only. */

import { isTyping, letterKeysAct, say, wait } from "./live.js";

const PREVIEW_REST = 150;

class ResultsList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.onField = (event) => this.fromField(event);
    document.addEventListener("keydown", this.onField);
    for (const result of this.results) result.tabIndex = -1;
    this.soon = wait((url) => this.preview(url), PREVIEW_REST);
    const first = this.results[0]?.dataset.previewUrl;
    if (first) this.soon(first);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onField);
    this.soon.cancel();
    this.asked?.abort();
  }

  get results() {
    return [...this.querySelectorAll("[data-href]")];
  }

  get current() {
    return document.activeElement?.closest?.("results-list [data-href]") ?? null;
  }

  /* From the search field, the down key enters the list. */
  fromField(event) {
    if (event.key !== "ArrowDown" || event.defaultPrevented) return;
    if (!event.target.matches?.("form[role=search] input[type=search]")) return;
    if (event.target.closest("dialog")) return;
    if (!this.results.length) return;
    event.preventDefault();
    this.enter();
  }

  enter() {
    if (this.results.length) this.choose(this.results[0]);
  }

  copyFirst(nothing) {
    const button = this.querySelector("copy-button");
    if (button) button.copy();
    else say(nothing);
  }

  onKey(event) {
    const command = event.ctrlKey || event.metaKey || event.altKey;
    if (event.defaultPrevented || command || isTyping(event.target)) return;
    const result = this.current;
    if (!result) return;
    const act = {
      ArrowDown: () => this.step(result, 1),
      ArrowUp: () => this.step(result, -1),
      Home: () => this.choose(this.results[0]),
      End: () => this.choose(this.results.at(-1)),
      Enter: () => event.target === result && this.open(result),
      c: () => letterKeysAct() && this.copy(result),
      t: () => letterKeysAct() && this.tell(result),
      r: () => letterKeysAct() && this.collect(result),
      a: () => letterKeysAct() && this.ask(result),
    }[event.key];
    if (act && act() !== false) event.preventDefault();
  }

  step(result, by) {
    const list = this.results;
    const next = list[list.indexOf(result) + by];
    if (next) this.choose(next);
    else if (by < 0) document.querySelector("form[role=search] input[type=search]")?.focus();
  }

  choose(result) {
    for (const other of this.results) {
      other.classList.toggle("result--chosen", other === result);
      other.toggleAttribute("aria-current", other === result);
      if (other === result) other.setAttribute("aria-current", "true");
    }
    result.focus();
    result.scrollIntoView({ block: "nearest" });
    this.dispatchEvent(new CustomEvent("terroir:chosen", { detail: result, bubbles: true }));
    const preview = result.dataset.previewUrl;
    if (preview) this.soon(preview);
  }

  async preview(url) {
    const pane = document.querySelector("[data-preview]");
    if (!pane?.getClientRects().length || pane.dataset.shown === url) return;
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      const response = await fetch(url, { signal: this.asked.signal, headers: { "X-Requested-With": "fetch" } });
      if (!response.ok || response.redirected) throw new Error(`preview ${response.status}`);
      pane.innerHTML = await response.text();
      pane.dataset.shown = url;
    } catch (error) {
      if (error.name !== "AbortError") pane.replaceChildren();
    }
  }

  open(result) {
    this.dispatchEvent(new CustomEvent("terroir:opened", { detail: result, bubbles: true }));
    location.assign(result.dataset.href);
  }

  copy(result) {
    const button = result.querySelector("copy-button");
    if (!button && !result.dataset.why) return false;
    if (button) button.copy();
    else say(result.dataset.why);
    return true;
  }

  tell(result) {
    const button = result.querySelector("copy-button");
    button?.tell();
    return Boolean(button);
  }

  collect(result) {
    const button = result.querySelector("[data-collect]");
    button?.click();
    return Boolean(button);
  }

  ask(result) {
    const url = result.dataset.askUrl ?? this.dataset.askUrl;
    if (!url) return false;
    location.assign(url);
    return true;
  }
}

customElements.define("results-list", ResultsList);

/* <live-search> around what the search page shows: results follow the typing in the page's search
   field. An outdated request is cancelled. The address follows too, one entry of the history for each
   finished search. New results wait while a hand or the focus is in the old ones. */

import { say, wait } from "./live.js";
import { addressFor, addressOfFilters, plain, SearchSession } from "./search-session.js";
import { fetchFinder, swap } from "./search-swap.js";

const REST = 120;
const STILL = 1000;

class LiveSearch extends HTMLElement {
  connectedCallback() {
    this.field = document.querySelector("form[data-search] input[type=search]");
    if (!this.field) return;
    this.session = new SearchSession();
    this.typed = wait(() => (this.field.hasAttribute("data-choosing") ? this.typed() : this.refresh()), REST);
    this.count = wait(() => this.tell(this.querySelector("#found")?.textContent), STILL);
    this.later = this.querySelector("[data-show-new]");
    const { signal } = (this.ears = new AbortController());
    const hear = (target, kind, act) => target.addEventListener(kind, act, { signal });
    hear(this.field, "input", () => this.typed());
    hear(this.field, "change", () => this.session.end());
    hear(this.field, "focus", () => this.release());
    hear(this.field, "keydown", (event) => this.onKey(event));
    hear(this.field.form, "submit", (event) => this.onSubmit(event));
    hear(this, "change", (event) => this.onFilter(event));
    hear(this, "pointermove", (event) => this.onMove(event));
    hear(this, "pointerleave", () => this.release());
    hear(this.later, "click", () => this.showHeld());
    hear(window, "popstate", () => this.goBack());
  }

  disconnectedCallback() {
    for (const ending of [this.ears, this.asked]) ending?.abort();
    for (const waiting of [this.typed, this.count]) waiting?.cancel();
  }

  get finder() {
    return this.querySelector("#finder");
  }

  get words() {
    return plain(this.field.value);
  }

  /* Whether the results are of other words than those in the field. */
  get isBehind() {
    return this.words !== plain(this.finder.dataset.words);
  }

  get isTouched() {
    return this.finder.contains(document.activeElement) || Date.now() - (this.movedAt ?? 0) < STILL;
  }

  tell(text) {
    this.querySelector("[data-count]").textContent = text ?? "";
  }

  refresh() {
    this.typed.cancel();
    this.asked?.abort();
    this.hold(null);
    return this.isBehind && this.load(addressFor(this.session.address, this.words), "typed");
  }

  async load(url, how) {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    this.hold(null);
    this.setAttribute("aria-busy", "true");
    const typing = how === "typed" ? this.session.headers(this.finder.dataset, this.words) : {};
    try {
      const finder = await fetchFinder(url, { signal: asked.signal, headers: typing });
      const found = { url, how, finder };
      if (how === "typed" && this.isTouched) this.hold(found);
      else this.show(found);
    } catch (error) {
      if (error.name !== "AbortError") say(this.dataset.failed, 8);
    } finally {
      if (asked === this.asked) this.removeAttribute("aria-busy");
    }
  }

  show({ url, how, finder }) {
    swap(this.finder, finder, how === "typed");
    this.session.shown(url, how);
    document.title = finder.dataset.title;
    this.count();
  }

  hold(found) {
    this.held = found;
    this.later.hidden = !found;
    if (found) this.tell(this.dataset.waiting);
  }

  release() {
    this.movedAt = 0;
    if (this.held && !this.finder.contains(document.activeElement)) this.showHeld();
  }

  showHeld() {
    const { held } = this;
    const pressed = document.activeElement === this.later;
    this.hold(null);
    if (held) this.show(held);
    if (pressed) (this.querySelector("results-list [data-href]") ?? this.field).focus();
  }

  onMove(event) {
    if (event.movementX || event.movementY) this.movedAt = Date.now();
  }

  async onSubmit(event) {
    event.preventDefault();
    await this.refresh();
    this.session.end();
    if (matchMedia("(pointer: coarse)").matches) this.field.blur();
  }

  /* What acts on the first result waits until the results are those of the words. */
  async onKey(event) {
    const copies = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (event.defaultPrevented || event.isComposing) return;
    if (!copies && !(event.key === "ArrowDown" && this.isBehind)) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.isBehind) await this.refresh();
    const list = this.querySelector("results-list");
    if (copies) list?.copyFirst(this.dataset.nothing);
    else list?.enter();
  }

  onFilter(event) {
    const filters = event.target.closest("form.filters");
    if (filters) this.load(addressOfFilters(filters, this.words), "chosen");
  }

  goBack() {
    const url = new URL(location.href);
    if (url.search === this.session.address.search) return;
    this.field.value = url.searchParams.get("q") ?? "";
    this.load(url, "back");
  }
}

customElements.define("live-search", LiveSearch);

/* <search-palette data-url> around a <dialog>. The server answers options:
   <li role="option" data-href data-copy-url?> and may answer lines that are no option. */

import { letterKeysAct, say, wait } from "./live.js";

class SearchPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.field = this.querySelector("input");
    this.list = this.querySelector("[data-list]");
    this.search = wait(() => this.ask(), 120);
    this.field.addEventListener("input", () => this.search());
    this.dialog.addEventListener("keydown", (event) => this.onKey(event));
    this.dialog.addEventListener("close", () => this.asked?.abort());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option && !event.target.closest("a, button")) this.go(option);
    });
  }

  open(words = "") {
    if (!this.dialog.open) this.dialog.showModal();
    this.field.value = words;
    this.field.focus();
    this.field.select();
    this.ask();
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  state(name) {
    for (const line of this.querySelectorAll("[data-state]")) line.hidden = line.dataset.state !== name;
  }

  async ask() {
    const words = this.field.value.trim();
    this.asked?.abort();
    if (!words) {
      this.list.replaceChildren();
      this.state("start");
      this.field.setAttribute("aria-expanded", "false");
      return;
    }
    this.asked = new AbortController();
    const url = `${this.dataset.url}?${new URLSearchParams({ q: words })}`;
    try {
      const response = await fetch(url, { signal: this.asked.signal, headers: { "X-Requested-With": "fetch" } });
      if (!response.ok || response.redirected) throw new Error(`search ${response.status}`);
      this.show(await response.text());
    } catch (error) {
      if (error.name === "AbortError") return;
      this.list.replaceChildren();
      this.state("failed");
    }
  }

  show(html) {
    this.list.innerHTML = html;
    this.state("found");
    for (const option of this.options) option.tabIndex = -1;
    this.field.setAttribute("aria-expanded", String(this.options.length > 0));
    this.mark(null);
  }

  mark(option) {
    for (const other of this.options) other.setAttribute("aria-selected", String(other === option));
    option?.focus();
    option?.scrollIntoView({ block: "nearest" });
  }

  onKey(event) {
    if (event.isComposing) return;
    const option = event.target.closest?.("[role=option]");
    const command = event.ctrlKey || event.metaKey;
    let taken = true;
    if (event.key === "ArrowDown") this.move(option, 1);
    else if (event.key === "ArrowUp") this.move(option, -1);
    else if (event.key === "Enter" && command) this.copy(option ?? this.options.find((o) => o.dataset.copyUrl));
    else if (event.key === "Enter" && option) this.go(option);
    else if (event.key === "c" && option && !command && letterKeysAct()) this.copy(option);
    else taken = false;
    if (taken) event.preventDefault();
    else if (option && event.key.length === 1 && !command && event.key !== " ") this.field.focus();
  }

  move(option, by) {
    const list = this.options;
    const next = option ? list[list.indexOf(option) + by] : by > 0 ? list[0] : null;
    if (next) this.mark(next);
    else if (by < 0) {
      this.mark(null);
      this.field.focus();
    }
  }

  go(option) {
    if (option.dataset.href) location.assign(option.dataset.href);
  }

  copy(option) {
    const url = option?.dataset.copyUrl;
    if (!url) {
      say(this.dataset.nothing ?? "");
      return;
    }
    const body = new FormData();
    body.set("query", this.field.value);
    const done = (copied) => { if (copied) this.dialog.close(); };
    document.dispatchEvent(new CustomEvent("terroir:copy", { detail: { url, body, done } }));
  }
}

customElements.define("search-palette", SearchPalette);

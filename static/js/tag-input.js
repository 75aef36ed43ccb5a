/* <tag-input data-complete-url data-label> around a plain field of words parted by commas.
   The URL with q=… added answers {results: [{value, label, hint}]}. */

import { Listbox } from "./listbox.js";
import { wait } from "./live.js";

class TagInput extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    this.list = new Listbox(this.field, { label: this.dataset.label ?? this.textContent.trim(), place: this.field.parentElement, onPick: (item) => this.take(item.value) });
    const ask = wait(() => this.ask(), 150);
    this.field.addEventListener("input", ask);
    this.field.addEventListener("blur", () => this.list.close());
    this.field.addEventListener("keydown", (event) => this.list.onKey(event));
  }

  /* The topic under the cursor, with the bounds of its text. */
  get part() {
    const { value, selectionStart: at } = this.field;
    const start = value.lastIndexOf(",", at - 1) + 1;
    const end = value.indexOf(",", at);
    return { start, end: end === -1 ? value.length : end, text: value.slice(start, at).trim() };
  }

  async ask() {
    const { text } = this.part;
    this.asked?.abort();
    if (text.length < 1) return this.list.close();
    this.asked = new AbortController();
    try {
      const url = new URL(this.dataset.completeUrl, location.href);
      url.searchParams.set("q", text);
      const response = await fetch(url, { signal: this.asked.signal, headers: { Accept: "application/json" } });
      const answer = response.ok && !response.redirected ? await response.json() : { results: [] };
      const taken = new Set(this.field.value.split(",").map((word) => word.trim().toLowerCase()));
      if (document.activeElement === this.field) {
        this.list.show(answer.results.filter((item) => !taken.has(item.value.toLowerCase()) || item.value.toLowerCase() === text.toLowerCase()).slice(0, 8));
      }
    } catch (error) {
      if (error.name !== "AbortError") this.list.close();
    }
    return undefined;
  }

  take(value) {
    const { start, end } = this.part;
    const rest = this.field.value.slice(end).replace(/^,\s*/, "");
    const before = this.field.value.slice(0, start).trim();
    const head = `${before ? `${before} ` : ""}${value}, `;
    this.field.value = head + rest.trimStart();
    this.field.setSelectionRange(head.length, head.length);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("tag-input", TagInput);

/* <ask-form data-check-url> around the form of a question. The area follows the guess that comes with
   what resembles the question, until the person chooses one; what seems to say who the customer is is
   told in [data-warning], and never stops anything. */

import { post } from "./http.js";
import { wait } from "./live.js";

const WATCHED = ["title", "customer_words", "tried", "body"];

class AskForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.area = this.form.elements.namedItem("area");
    this.area?.addEventListener("change", (event) => { if (event.isTrusted) this.settle(); });
    this.onSwap = (event) => this.guess(event.target);
    document.addEventListener("htmx:afterSwap", this.onSwap);
    const later = wait(() => this.check(), 600);
    this.form.addEventListener("input", (event) => { if (WATCHED.includes(event.target.name)) later(); });
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:afterSwap", this.onSwap);
    this.asked?.abort();
  }

  settle() {
    this.chosen = true;
    this.querySelector("[data-guessed]")?.remove();
  }

  guess(part) {
    if (part.id !== "similar" || this.chosen || !this.area) return;
    const [likely] = (part.querySelector("[data-areas]")?.dataset.areas ?? "").trim().split(" ");
    if (likely && [...this.area.options].some((option) => option.value === likely)) this.area.value = likely;
  }

  async check() {
    const place = this.querySelector("[data-warning]");
    const text = WATCHED.map((name) => this.form.elements.namedItem(name)?.value ?? "").join("\n");
    if (!place || !this.dataset.checkUrl) return;
    this.asked?.abort();
    this.asked = new AbortController();
    const body = new FormData();
    body.set("text", text);
    try {
      const response = await post(this.dataset.checkUrl, body, { signal: this.asked.signal, headers: { Accept: "text/html" } });
      if (!response.ok) return;
      const said = (await response.text()).trim();
      if (place.dataset.said === said) return;
      place.dataset.said = said;
      place.innerHTML = said;
    } catch { /* A warning that does not arrive stops nobody. */ }
  }
}

customElements.define("ask-form", AskForm);

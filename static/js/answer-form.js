/* <answer-form data-url> around the form of an answer: while something is typed in a visible tab, the
   others see who is answering. */

import { post } from "./http.js";

const BEAT = 8000;

class AnswerForm extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    this.area.addEventListener("input", () => this.beat());
    this.area.addEventListener("focus", () => this.beat());
    this.timer = setInterval(() => { if (document.activeElement === this.area && this.area.value) this.beat(); }, BEAT);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async beat() {
    if (document.hidden || Date.now() - (this.last ?? 0) < BEAT) return;
    this.last = Date.now();
    try {
      await post(this.dataset.url, new FormData());
    } catch { /* The next one may arrive. */ }
  }
}

customElements.define("answer-form", AnswerForm);

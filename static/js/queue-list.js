/* <queue-list> around lines of the queue, each [data-href]. Up and down move the focus, Enter opens, `c`
   claims ([data-claim] form), `p` opens the fold to pass on ([data-pass] details). Letters act on a
   focused line only, and can be turned off (WCAG 2.1.4). */

import { isTyping, letterKeysAct } from "./live.js";

class QueueList extends HTMLElement {
  connectedCallback() {
    for (const line of this.lines) line.tabIndex = -1;
    if (this.lines[0]) this.lines[0].tabIndex = 0;
    this.addEventListener("keydown", (event) => this.onKey(event));
  }

  get lines() {
    return [...this.querySelectorAll("[data-href]")];
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const line = event.target.closest("[data-href]");
    if (!line) return;
    const act = {
      ArrowDown: () => this.step(line, 1),
      ArrowUp: () => this.step(line, -1),
      Enter: () => event.target === line && this.open(line),
      c: () => letterKeysAct() && this.claim(line),
      p: () => letterKeysAct() && this.pass(line),
    }[event.key];
    if (act && act() !== false) event.preventDefault();
  }

  step(line, by) {
    const next = this.lines[this.lines.indexOf(line) + by];
    if (!next) return false;
    for (const other of this.lines) other.tabIndex = other === next ? 0 : -1;
    next.focus();
    return true;
  }

  open(line) {
    location.assign(line.dataset.href);
    return true;
  }

  claim(line) {
    const form = line.querySelector("form[data-claim]");
    form?.requestSubmit();
    return Boolean(form);
  }

  pass(line) {
    const fold = line.querySelector("details[data-pass]");
    if (!fold) return false;
    fold.open = true;
    fold.querySelector("input[type=text], textarea")?.focus();
    return true;
  }
}

customElements.define("queue-list", QueueList);

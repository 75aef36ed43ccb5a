/* <week-timer data-url> around the timer of the bar. Its minutes grow by themselves; a page that comes
   back into sight, or stays in use, asks the server how it stands: another window may have stopped it.
   That is also the sign of life that keeps a timer from being taken for a forgotten one. */

import { post } from "./http.js";

const [TICK, LOOK_AFTER, SIGN_EVERY] = [10000, 30000, 300000];
const IN_USE = ["pointerdown", "keydown", "scroll"];

/* As the server writes it: “0 min” with its number, from an hour on “1 h 05”. */
function duration(minutes, zero) {
  if (minutes < 60) return zero.replace("0", minutes);
  const rest = minutes % 60 ? `\u00a0${String(minutes % 60).padStart(2, "0")}` : "";
  return `${Math.floor(minutes / 60)}\u00a0h${rest}`;
}

class WeekTimer extends HTMLElement {
  connectedCallback() {
    this.looked = performance.now();
    this.begin();
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.look(LOOK_AFTER); });
    for (const name of IN_USE) document.addEventListener(name, () => this.look(SIGN_EVERY), { passive: true, capture: true });
    setInterval(() => this.tick(), TICK);
  }

  get part() {
    return this.querySelector("details");
  }

  begin() {
    this.since = performance.now();
    this.seconds = Number(this.part.dataset.seconds);
  }

  tick() {
    const place = this.querySelector("[data-minutes]");
    if (!place || this.part.dataset.state !== "running") return;
    const minutes = Math.floor((this.seconds + (performance.now() - this.since) / 1000) / 60);
    const words = duration(minutes, place.dataset.zero);
    if (place.textContent !== words) place.textContent = words;
  }

  async look(after) {
    const now = performance.now();
    if (document.hidden || now - this.looked < after) return;
    this.looked = now;
    const body = new FormData();
    body.set("page", location.pathname);
    body.set("next", location.pathname + location.search);
    const response = await post(this.dataset.url, body).catch(() => null);
    if (response?.status !== 200) return;
    const html = await response.text();
    if (this.part.open || this.contains(document.activeElement)) return;
    this.innerHTML = html;
    this.begin();
  }
}

customElements.define("week-timer", WeekTimer);

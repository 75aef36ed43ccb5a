/* <active-minutes data-url data-off-url data-page data-off hidden data-reads?> counts the minutes in which
   somebody writes on this page (`data-reads`: or reads it), and sends their number every few minutes:
   a number and the page, never a key nor a word. What counts is from one sign of life to the next, a
   minute at most, in a visible window. Of several windows the one with the latest sign counts. */

import { isSignedOut, post } from "./http.js";

const [ONE_MINUTE, REPORT_EVERY] = [60000, 180000];
const ACTIVE_LOCK = "terroir:active";
const SIGNS_OF_LIFE = { writes: ["input"], reads: ["input", "keydown", "pointermove", "scroll"] };

class ActiveMinutes extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.store = `${ACTIVE_LOCK}:${this.dataset.page}`;
    this.sum = this.remembered();
    this.counted = this.until = 0;
    this.stopped = new AbortController();
    const on = { signal: this.stopped.signal, capture: true, passive: true };
    for (const name of SIGNS_OF_LIFE["reads" in this.dataset ? "reads" : "writes"]) {
      document.addEventListener(name, (event) => this.onSign(event), on);
    }
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.rest(Math.floor); }, on);
    window.addEventListener("pagehide", () => this.rest(Math.round), on);
    this.querySelector("button").addEventListener("click", () => this.switchOff());
    this.timer = setInterval(() => this.report(Math.floor), REPORT_EVERY);
  }

  disconnectedCallback() {
    this.rest(Math.floor);
    this.end();
  }

  onSign(event) {
    if (!event.isTrusted || document.hidden) return;
    if (event.type === "input" && !event.target.closest("main")) return;
    const now = performance.now();
    if (now > this.until) {
      this.settle(now);
      this.counted = now;
    }
    this.until = now + ONE_MINUTE;
    this.settle(now);
    this.takeOver();
  }

  /* Adds what has passed since it was last added, up to a minute after the last sign. */
  settle(now) {
    const end = Math.min(now, this.until);
    if (end > this.counted) this.sum += end - this.counted;
    this.counted = Math.max(this.counted, end);
  }

  takeOver() {
    if (this.free || !navigator.locks) return;
    this.free = () => {};
    const held = () => new Promise((done) => { this.free = done; });
    navigator.locks.request(ACTIVE_LOCK, { steal: true }, held).catch(() => this.pause());
  }

  pause() {
    this.settle(performance.now());
    this.until = 0;
    this.free = null;
  }

  rest(whole) {
    this.free?.();
    this.pause();
    this.report(whole);
  }

  async report(whole) {
    this.settle(performance.now());
    const minutes = whole(this.sum / ONE_MINUTE);
    this.sum -= minutes * ONE_MINUTE;
    this.remember();
    if (minutes < 1) return;
    const body = new FormData();
    body.set("page", this.dataset.page);
    body.set("minutes", minutes);
    try {
      const response = await post(this.dataset.url, body, { keepalive: true });
      if (response.status === 403) this.end();
      else if (isSignedOut(response) || !response.ok) this.takeBack(minutes);
    } catch {
      this.takeBack(minutes);
    }
  }

  takeBack(minutes) {
    this.sum += minutes * ONE_MINUTE;
    this.remember();
  }

  remembered() {
    try {
      return Number(sessionStorage.getItem(this.store)) || 0;
    } catch {
      return 0;
    }
  }

  remember() {
    try {
      sessionStorage.setItem(this.store, String(Math.round(this.sum)));
    } catch { /* Storage is forbidden: part of a minute is lost. */ }
  }

  async switchOff() {
    this.end();
    const response = await post(this.dataset.offUrl, new FormData()).catch(() => null);
    this.firstElementChild.textContent = response?.ok ? this.dataset.off : this.dataset.failed;
  }

  end() {
    clearInterval(this.timer);
    this.free?.();
    this.stopped.abort();
  }
}

customElements.define("active-minutes", ActiveMinutes);

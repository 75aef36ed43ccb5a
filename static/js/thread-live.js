/* <thread-live data-url data-version data-who> around the parts of a thread, each with id and
   data-etag. While the tab is visible it asks every 4 s whether something changed (204: nothing) and
   puts the changed parts in place: never the one that has the focus or an open fold, and never so
   that what is being read moves. Parts that could not be replaced are tried again. */

import { forgetSent } from "./kept-form.js";
import { say } from "./live.js";

const EVERY = 4000;
const SLOWEST = 60000;

class ThreadLive extends HTMLElement {
  connectedCallback() {
    forgetSent();
    this.pause = EVERY;
    this.onVisible = () => { if (!document.hidden) this.soon(0); };
    document.addEventListener("visibilitychange", this.onVisible);
    this.soon(EVERY);
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.onVisible);
    clearTimeout(this.timer);
    this.asked?.abort();
  }

  soon(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), milliseconds);
  }

  async look() {
    if (document.hidden) return;
    if (this.waiting) this.put(this.waiting);
    this.asked?.abort();
    this.asked = new AbortController();
    const query = new URLSearchParams({ version: this.dataset.version, who: this.dataset.who });
    try {
      const response = await fetch(`${this.dataset.url}?${query}`, { signal: this.asked.signal, redirect: "manual", headers: { "X-Requested-With": "fetch" } });
      if (response.status === 200) this.take(await response.text());
      else if (response.status === 404 || response.type === "opaqueredirect") return;
      this.pause = response.ok ? EVERY : Math.min(this.pause * 2, SLOWEST);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.pause = Math.min(this.pause * 2, SLOWEST);
    }
    this.soon(this.pause);
  }

  take(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("thread-live");
    if (!fresh) return;
    this.dataset.who = fresh.dataset.who;
    this.dataset.version = fresh.dataset.version;
    this.put(fresh);
  }

  put(fresh) {
    const mark = this.firstInSight();
    const before = mark?.getBoundingClientRect().top;
    this.waiting = this.merge(fresh) ? fresh : null;
    if (mark?.isConnected) window.scrollBy({ top: mark.getBoundingClientRect().top - before, behavior: "instant" });
  }

  firstInSight() {
    return [...this.querySelectorAll("[data-etag]")].find((part) => part.getBoundingClientRect().bottom > 80);
  }

  /* True when a part had to stay because somebody is at work in it. */
  merge(fresh) {
    let held = false;
    let added = false;
    for (const part of fresh.querySelectorAll("[data-etag]")) {
      const own = document.getElementById(part.id);
      if (!own) added = this.add(part) || added;
      else if (own.dataset.etag !== part.dataset.etag) {
        if (this.isBusy(own)) held = true;
        else own.replaceWith(document.importNode(part, true));
      }
    }
    for (const own of this.querySelectorAll("[data-etag]")) {
      if (!fresh.querySelector(`#${own.id}`) && !this.isBusy(own)) own.remove();
    }
    for (const list of fresh.querySelectorAll("[data-list]")) this.order(list);
    if (added) say(this.dataset.said);
    return held;
  }

  listLike(list) {
    return this.querySelector(`[data-list="${list.dataset.list}"]`);
  }

  /* An accepted answer comes first, once nobody is at work among them. */
  order(list) {
    const own = this.listLike(list);
    if (!own || own.contains(document.activeElement)) return;
    const wanted = [...list.children].map((part) => part.id);
    const parts = [...own.children];
    if (parts.every((part, place) => part.id === wanted[place])) return;
    own.append(...parts.sort((one, other) => wanted.indexOf(one.id) - wanted.indexOf(other.id)));
  }

  add(part) {
    const list = part.parentElement?.dataset.list && this.listLike(part.parentElement);
    list?.append(document.importNode(part, true));
    return Boolean(list);
  }

  isBusy(part) {
    const active = document.activeElement;
    if (active && active !== document.body && part.contains(active)) return true;
    if (part.querySelector("details[open] :is(textarea, input[type=text])")) return true;
    return [...part.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue);
  }
}

customElements.define("thread-live", ThreadLive);

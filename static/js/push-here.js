/* <push-here data-key data-worker data-add data-here> holds what is said about this device, one part at a
   time: ask, asking, blocked, unable, failed, here. The browser asks for its permission only when somebody
   presses the button. */

import { post } from "./http.js";

/* Never waits for a worker that is not there, as navigator.serviceWorker.ready does. */
export async function currentSubscription(worker) {
  const registration = await navigator.serviceWorker?.getRegistration(worker);
  return registration?.pushManager?.getSubscription() ?? null;
}

class PushHere extends HTMLElement {
  async connectedCallback() {
    this.button = this.querySelector("[data-part=ask] button");
    this.button.addEventListener("click", () => this.ask());
    for (const form of document.querySelectorAll("form[data-push-off]")) {
      form.addEventListener("submit", (event) => this.turnOff(event));
    }
    this.show(await this.state());
  }

  async state() {
    const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
    if (!able || !window.isSecureContext) return "unable";
    if (Notification.permission === "denied") return "blocked";
    if (!("here" in this.dataset)) return "ask";
    const known = await currentSubscription(this.dataset.worker).catch(() => null);
    return known && Notification.permission === "granted" ? "here" : "ask";
  }

  show(name, words = "") {
    for (const part of this.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
    const said = this.querySelector("[data-said]");
    if (name === "failed" && said) said.textContent = words;
  }

  async ask() {
    this.show("asking");
    try {
      const permission = await Notification.requestPermission();
      if (permission === "granted") await this.subscribe();
      else this.back(permission === "denied" ? "blocked" : "ask");
    } catch (error) {
      this.back("failed", error.name === "Told" ? error.message : "");
    }
  }

  back(part, words) {
    this.show(part, words);
    const to = this.querySelector(`[data-part=${part}]`);
    (to.querySelector("button") ?? to).focus();
  }

  /* Whatever was subscribed before may be known to somebody else's push service queue: it begins anew. */
  async subscribe() {
    await navigator.serviceWorker.register(this.dataset.worker);
    const registration = await navigator.serviceWorker.ready;
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    const subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: this.dataset.key,
    });
    const { endpoint, keys } = subscription.toJSON();
    const answer = await post(this.dataset.add, new URLSearchParams({ endpoint, ...keys }));
    if (answer.status === 204) return location.reload();
    await subscription.unsubscribe();
    const told = answer.status === 400 ? (await answer.json()).error : "";
    throw Object.assign(new Error(told), { name: "Told" });
  }

  /* The server forgets the device in any case; the browser should too. */
  async turnOff(event) {
    const form = event.target;
    if (form.dataset.done) return;
    event.preventDefault();
    form.dataset.done = "true";
    const known = await currentSubscription(this.dataset.worker).catch(() => null);
    await known?.unsubscribe().catch(() => null);
    form.submit();
  }
}

customElements.define("push-here", PushHere);

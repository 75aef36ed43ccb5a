/* <copy-button data-url> around a plain form whose buttons post to the same URL: without JavaScript the
   server shows the text to copy. A button named "way" tells instead of copying, and so does
   the letter t while a button here has the focus. Whoever has a URL and no
   button dispatches terroir:copy with {url, body, done}. */

import { copyNow, tellNow } from "./copy-press.js";
import { want } from "./copy-texts.js";
import { letterKeysAct } from "./live.js";

class CopyButton extends HTMLElement {
  connectedCallback() {
    want(this.dataset.url);
    if (this.heard) return;
    this.heard = true;
    this.addEventListener("submit", (event) => {
      if (event.submitter?.hasAttribute("formaction")) return;
      event.preventDefault();
      if (event.submitter?.name === "way") this.tell();
      else this.copy();
    });
    this.addEventListener("keydown", (event) => {
      const command = event.ctrlKey || event.metaKey || event.altKey;
      if (event.key !== "t" || command || !letterKeysAct()) return;
      event.preventDefault();
      this.tell();
    });
  }

  get body() {
    const form = this.querySelector("form");
    return form ? new FormData(form) : new FormData();
  }

  copy() {
    return this.act(copyNow, this.querySelector("button"));
  }

  tell() {
    return this.act(tellNow, this.querySelector("button[name=way]"));
  }

  async act(run, button) {
    if (this.busy) return;
    this.busy = true;
    button?.setAttribute("aria-busy", "true");
    const done = await run(this.dataset.url, this.body);
    this.busy = false;
    button?.removeAttribute("aria-busy");
    if (done) this.confirm(button);
  }

  confirm(button) {
    this.dispatchEvent(new CustomEvent("terroir:copied", { bubbles: true }));
    const use = button?.querySelector("use");
    if (!use || this.sign) return;
    this.sign = use.getAttribute("href");
    use.setAttribute("href", this.sign.replace(/#.*/, "#i-check"));
    setTimeout(() => {
      use.setAttribute("href", this.sign);
      this.sign = "";
    }, 2000);
  }
}

customElements.define("copy-button", CopyButton);

document.addEventListener("terroir:copy", async ({ detail }) => {
  detail.done(await copyNow(detail.url, detail.body));
});

/* <copy-button data-url data-said data-failed data-by-hand data-close> around a plain form whose
   button posts to the same URL: without JavaScript the server shows the text to copy. */

import { copyFrom, showToCopy } from "./clipboard.js";
import { say } from "./live.js";

class CopyButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.copy();
    });
  }

  async copy() {
    const form = this.querySelector("form");
    const button = this.querySelector("button");
    if (this.busy) return;
    this.busy = true;
    button?.setAttribute("aria-busy", "true");
    try {
      const result = await copyFrom(this.dataset.url, form ? new FormData(form) : new FormData());
      if (result.copied) this.confirm(button);
      else showToCopy(result.plain, { title: this.dataset.byHand, close: this.dataset.close });
    } catch {
      say(this.dataset.failed, 8);
    } finally {
      this.busy = false;
      button?.removeAttribute("aria-busy");
    }
  }

  confirm(button) {
    say(this.dataset.said);
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

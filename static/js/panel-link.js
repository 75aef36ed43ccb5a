/* Messages between the panel and the page around it: only from and to origins that are allowed, never
   "*". The format is documented in knowledge/replies/README.md ("The panel"). */

const VERSION = 1;

function originOf(url) {
  try {
    return new URL(url).origin;
  } catch {
    return "";
  }
}

export function isFramed() {
  return window.parent !== window;
}

export class PanelLink {
  constructor(allowed, told) {
    this.allowed = allowed;
    const guesses = [location.ancestorOrigins?.[0], originOf(document.referrer), told];
    this.origin = guesses.find((one) => allowed.includes(one)) ?? "";
  }

  /* The origin of a message is what browsers vouch for: from then on it is the one that counts. */
  listen(receive) {
    addEventListener("message", (event) => {
      if (!isFramed() || event.source !== window.parent) return;
      if (!this.allowed.includes(event.origin) || event.data?.terroir !== VERSION) return;
      this.origin = event.origin;
      if (event.data.type === "case") receive(event.data);
    });
  }

  send(type, facts = {}) {
    if (isFramed() && this.origin) this.post(type, facts, this.origin);
  }

  /* A message for another origin than that of the page around never arrives there. */
  greet() {
    if (!isFramed()) return;
    for (const origin of this.origin ? [this.origin] : this.allowed) this.post("ready", {}, origin);
  }

  post(type, facts, origin) {
    window.parent.postMessage({ ...facts, terroir: VERSION, type }, origin);
  }
}

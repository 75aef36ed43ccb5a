/* Who looks at the panel: a token in this page's memory and nowhere else. A frame on another site has no
   cookie of ours, so a window of our own, in which the person is signed in, hands it over. */

const NONCE_BYTES = 24;

function randomWord() {
  const bytes = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

export class PanelAccess extends EventTarget {
  #token = "";
  #asked = null;

  constructor(token, connectUrl) {
    super();
    this.#token = token;
    this.connectUrl = connectUrl;
    addEventListener("message", (event) => this.#receive(event));
  }

  get isOpen() {
    return this.#token !== "";
  }

  /* Answers false when the browser held the window back. Call it from a press. */
  connect(origin) {
    this.#asked?.popup.close();
    const nonce = randomWord();
    const query = new URLSearchParams({ origin, nonce });
    const popup = window.open(`${this.connectUrl}?${query}`, "_blank", "popup,width=460,height=680");
    this.#asked = popup && { popup, nonce };
    return popup !== null;
  }

  #receive(event) {
    const asked = this.#asked;
    if (!asked || event.source !== asked.popup || event.origin !== location.origin) return;
    const { terroir, type, nonce, token } = event.data ?? {};
    if (terroir !== 1 || type !== "token" || nonce !== asked.nonce || typeof token !== "string") return;
    this.#asked = null;
    this.#token = token;
    this.dispatchEvent(new Event("open"));
  }

  /* A request that needs no cookie and sends none. Its answer is never a redirect. */
  async ask(url, fields) {
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(fields),
      credentials: "omit",
      redirect: "error",
      headers: { Authorization: `Panel ${this.#token}`, Accept: "application/json, text/html" },
    });
    if (response.status === 401) {
      this.#token = "";
      this.dispatchEvent(new Event("closed"));
      throw new Error("closed");
    }
    this.#token = response.headers.get("X-Panel-Token") ?? this.#token;
    return response;
  }
}

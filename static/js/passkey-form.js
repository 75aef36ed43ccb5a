/** Keys and passkeys (WebAuthn). The form inside shows only where the browser can.
 *  data-kind: "login" asks the form's own address for options; "use" and "add" read
 *  #passkey-options. The answer goes into [name=credential] and the form is sent. */

const decode = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withIds = (list) => (list || []).map((item) => ({ ...item, id: decode(item.id) }));

function readOptions({ publicKey }) {
  const options = { ...publicKey, challenge: decode(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: decode(publicKey.user.id) };
  if (publicKey.excludeCredentials) options.excludeCredentials = withIds(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) options.allowCredentials = withIds(publicKey.allowCredentials);
  return options;
}

function write(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = encode(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: encode(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

class PasskeyForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!window.PublicKeyCredential || !this.form) return;
    this.hidden = false;
    this.form.addEventListener("submit", (event) => this.send(event));
  }

  async send(event) {
    if (this.form.elements.credential.value) return;
    event.preventDefault();
    this.say("");
    try {
      this.form.elements.credential.value = write(await this.ask());
      this.form.submit();
    } catch (error) {
      this.say(error.name === "SecurityError" ? "address" : "failed");
    }
  }

  async ask() {
    const data = await this.options();
    if (this.dataset.kind !== "add") {
      return navigator.credentials.get({ publicKey: readOptions(data.request_options) });
    }
    const options = readOptions(data.creation_options);
    const alone = this.form.elements.passwordless?.checked ?? false;
    options.authenticatorSelection = {
      ...options.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone && { userVerification: "required" }),
    };
    return navigator.credentials.create({ publicKey: options });
  }

  async options() {
    if (this.dataset.kind !== "login") {
      return JSON.parse(document.getElementById("passkey-options").textContent);
    }
    const answer = await fetch(this.form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return answer.json();
  }

  say(trouble) {
    for (const line of this.querySelectorAll("[data-trouble]")) {
      line.hidden = line.dataset.trouble !== trouble;
    }
  }
}

customElements.define("passkey-form", PasskeyForm);

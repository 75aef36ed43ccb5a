/* <panel-connect data-token data-nonce>: hands the token to the panel that opened this window. Only a
   window of our own origin can receive it, whoever else opened this one. */

class PanelConnect extends HTMLElement {
  connectedCallback() {
    const { token, nonce } = this.dataset;
    this.removeAttribute("data-token");
    if (!window.opener) {
      this.querySelector("[data-part=sent]").hidden = true;
      this.querySelector("[data-part=lost]").hidden = false;
      return;
    }
    window.opener.postMessage({ terroir: 1, type: "token", nonce, token }, location.origin);
    window.close();
  }
}

customElements.define("panel-connect", PanelConnect);

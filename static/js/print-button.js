/* <print-button> around a hidden button: shown where a script can print. */

class PrintButton extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

customElements.define("print-button", PrintButton);

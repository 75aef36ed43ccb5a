/* <copy-text data-said> around a field, the button that copies it, and where that is said. Without
   JavaScript the button stays hidden, and the field can be selected. */

class CopyText extends HTMLElement {
  connectedCallback() {
    const [field, button, said] = ["input", "button", "[role=status]"].map((each) => this.querySelector(each));
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        if (!document.execCommand("copy")) return;
      }
      said.textContent = this.dataset.said;
    });
  }
}

customElements.define("copy-text", CopyText);

/* <sheet-sum>: the minutes of the lines that are ticked, added up while they are changed. */

class SheetSum extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.onInput);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.onInput);
  }

  onInput = () => {
    let sum = 0;
    for (const line of this.querySelectorAll("tbody tr")) {
      if (line.querySelector("[type=checkbox]").checked) sum += minutesOf(line.querySelector("[type=text]").value);
    }
    const language = document.documentElement.lang;
    this.querySelector("[data-sum]").value = Number.isNaN(sum) ? "…" : sum.toLocaleString(language);
  };
}

/* As knowledge/contributions/durations.py reads them; NaN for what the server would ask about */
function minutesOf(typed) {
  const text = typed.trim().toLowerCase().replace(",", ".");
  if (/^\d+$/.test(text)) return Number(text);
  const parts = text.match(/^(\d+)\s?(?:h|:)\s?([0-5]?\d)?(?:\s?min)?$/);
  if (parts) return Number(parts[1]) * 60 + Number(parts[2] || 0);
  if (/^\d+\.\d+\s?h?$/.test(text)) return Math.round(parseFloat(text) * 60);
  return /^\d+\s?(?:min|mn|m|')$/.test(text) ? parseInt(text, 10) : NaN;
}

customElements.define("sheet-sum", SheetSum);

/* <time-sheet>: a table of controls, moved through as in a spreadsheet.
   Text cells: arrows and Enter go to the neighbour (left and right only from the end of the text), Enter
   on the last line begins a new one. Selects keep their own keys. Ctrl Enter saves. Tab is untouched. */

class TimeSheet extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this.onKey);
    const add = this.querySelector("[data-add]");
    if (add) {
      add.hidden = false;
      add.addEventListener("click", () => this.addLine()?.querySelector("input:not([type=hidden])").focus());
    }
  }

  disconnectedCallback() {
    this.removeEventListener("keydown", this.onKey);
  }

  onKey = (event) => {
    const cell = event.target;
    if (event.isComposing || event.altKey || !cell.matches("tbody input, tbody select")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      cell.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey || !cell.matches("input[type=text]")) return;
    const next = this.neighbour(cell, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select?.();
  };

  neighbour(cell, key) {
    const line = cell.closest("tr");
    const cells = controls(line);
    const column = cells.indexOf(cell);
    if (key === "ArrowLeft") return atStart(cell) ? cells[column - 1] : null;
    if (key === "ArrowRight") return atEnd(cell) ? cells[column + 1] : null;
    if (key === "ArrowUp") return this.below(line, "previousElementSibling", cell.closest("td").cellIndex);
    if (key === "ArrowDown" || key === "Enter") {
      const found = this.below(line, "nextElementSibling", cell.closest("td").cellIndex);
      if (found || key === "ArrowDown") return found;
      return controls(this.addLine())[0];
    }
    return null;
  }

  below(line, direction, column) {
    for (let other = line[direction]; other; other = other[direction]) {
      const found = other.cells[column]?.querySelector("input:not([type=hidden]), select");
      if (found) return found;
    }
    return null;
  }

  addLine() {
    const template = this.querySelector("template[data-line]");
    const taken = [...this.querySelectorAll('input[name="row"]')].map((row) => row.value);
    let number = 0;
    while (taken.includes(`n${number}`)) number += 1;
    const holder = document.createElement("tbody");
    holder.innerHTML = template.innerHTML.replaceAll("NEW", `n${number}`);
    const line = holder.firstElementChild;
    this.querySelector("tbody").append(line);
    return line;
  }
}

function controls(line) {
  return [...line.querySelectorAll("td input:not([type=hidden]), td select")];
}

function atStart(cell) {
  return cell.selectionStart === 0 && cell.selectionEnd === 0;
}

function atEnd(cell) {
  return cell.selectionStart === cell.value.length && cell.selectionEnd === cell.value.length;
}

customElements.define("time-sheet", TimeSheet);

/* <markdown-editor data-upload-url data-complete-url data-preview-url data-preview-target
     data-text data-article data-column data-uploading data-failed data-label data-words
     data-autofocus?> around a [role=toolbar] of [data-command] keys, a textarea,
   a [data-size] table prompt, an <input type=file> and a [data-count] line.
   Without JavaScript the style sheet hides the toolbar, and it is the textarea alone. */

import { commands, tableText } from "./editor-commands.js";
import { offerCompletions } from "./editor-complete.js";
import { enterKey, formattingKey, tabKey } from "./editor-keys.js";
import { keepPreview } from "./editor-preview.js";
import { insertBlock } from "./editor-text.js";
import { listenForFiles, uploadFiles } from "./editor-upload.js";
import { wait } from "./live.js";

class MarkdownEditor extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    this.bar = this.querySelector("[role=toolbar]");
    this.size = this.querySelector("[data-size]");
    const { uploadUrl, completeUrl, previewUrl, previewTarget } = this.dataset;
    this.bar.addEventListener("click", (event) => this.onTool(event));
    this.bar.addEventListener("keydown", (event) => this.onBarKey(event));
    this.area.addEventListener("keydown", (event) => this.onKey(event));
    if (uploadUrl) listenForFiles(this.area, this.uploads());
    if (completeUrl) this.list = offerCompletions(this.area, { url: completeUrl, label: this.dataset.label });
    if (previewUrl) keepPreview(this.area, { url: previewUrl, target: previewTarget, failed: this.dataset.failed });
    this.querySelector("input[type=file]")?.addEventListener("change", (event) => {
      uploadFiles(this.area, [...event.target.files], this.uploads());
      event.target.value = "";
    });
    this.size?.addEventListener("keydown", (event) => this.onSizeKey(event));
    this.rove(this.tools[0]);
    this.count();
    this.area.addEventListener("input", wait(() => this.count(), 200));
  }

  uploads() {
    return { url: this.dataset.uploadUrl, words: this.dataset };
  }

  get tools() {
    return [...this.bar.querySelectorAll("[data-command]:not([hidden])")];
  }

  /* One tab stop for the whole toolbar; arrows move inside it. */
  rove(tool) {
    for (const other of this.tools) other.tabIndex = other === tool ? 0 : -1;
  }

  onBarKey(event) {
    const list = this.tools;
    const at = list.indexOf(event.target.closest("[data-command]"));
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = event.key === "Home" ? list[0] : event.key === "End" ? list.at(-1) : step && list[(at + step + list.length) % list.length];
    if (!next || at === -1) return;
    event.preventDefault();
    this.rove(next);
    next.focus();
  }

  onTool(event) {
    const name = event.target.closest("[data-command]")?.dataset.command;
    if (!name) return;
    if (name === "table") this.askSize();
    else if (name === "insert-table") this.insertTable();
    else if (name === "image") this.querySelector("input[type=file]")?.click();
    else {
      commands[name](this.area, this.dataset);
      if (name === "article") this.area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  askSize() {
    this.size.hidden = !this.size.hidden;
    if (!this.size.hidden) this.size.querySelector("input").select();
  }

  onSizeKey(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      this.insertTable();
    } else if (event.key === "Escape") {
      this.size.hidden = true;
      this.area.focus();
    }
  }

  insertTable() {
    const [columns, rows] = [...this.size.querySelectorAll("input")].map((input) => Math.min(20, Math.max(1, Number(input.value) || 1)));
    this.size.hidden = true;
    this.area.setSelectionRange(this.area.selectionEnd, this.area.selectionEnd);
    insertBlock(this.area, tableText(rows, columns, this.dataset.column), `${this.dataset.column} 1`);
  }

  onKey(event) {
    if (event.isComposing || this.list?.onKey(event)) return;
    let taken = false;
    if (event.key === "Escape") this.leaving = true;
    else if (event.key === "Tab") taken = !this.leaving && tabKey(event, this.area);
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey) taken = enterKey(this.area);
    else taken = formattingKey(event, this.area, this.dataset);
    if (event.key !== "Escape" && event.key !== "Shift") this.leaving = event.key === "Tab" && this.leaving;
    if (taken) event.preventDefault();
  }

  count() {
    const line = this.querySelector("[data-count]");
    if (!line) return;
    const words = this.area.value.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
    const number = new Intl.NumberFormat(document.documentElement.lang).format(words);
    line.textContent = this.dataset.words.replace("%s", number);
  }
}

customElements.define("markdown-editor", MarkdownEditor);

/* A list of suggestions under a field: the field keeps the focus, aria-activedescendant says which. */

export class Listbox {
  constructor(field, { label, onPick, place = field.parentElement }) {
    this.field = field;
    this.onPick = onPick;
    this.list = document.createElement("ul");
    this.list.className = "suggest__list";
    this.list.id = `${field.id}-suggestions`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label);
    this.list.hidden = true;
    place.classList.add("suggest");
    place.append(this.list);
    field.setAttribute("role", field.tagName === "INPUT" ? "combobox" : field.getAttribute("role") ?? "textbox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    if (field.tagName === "INPUT") field.setAttribute("aria-expanded", "false");
    this.list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      event.preventDefault();
      this.pick(option);
    });
  }

  get isOpen() {
    return !this.list.hidden;
  }

  get options() {
    return [...this.list.children];
  }

  /* items: [{value, label, hint?}] */
  show(items) {
    this.items = items;
    this.list.replaceChildren(...items.map((item, index) => this.option(item, index)));
    this.list.hidden = items.length === 0;
    if (this.field.tagName === "INPUT") this.field.setAttribute("aria-expanded", String(items.length > 0));
    this.mark(items.length ? 0 : -1);
  }

  option(item, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.dataset.index = index;
    const label = document.createElement("span");
    label.textContent = item.label;
    option.append(label);
    if (item.hint) {
      const hint = document.createElement("span");
      hint.className = "suggest__hint";
      hint.textContent = item.hint;
      option.append(hint);
    }
    return option;
  }

  mark(index) {
    this.index = index;
    this.options.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const current = this.options[index];
    if (current) this.field.setAttribute("aria-activedescendant", current.id);
    else this.field.removeAttribute("aria-activedescendant");
    current?.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.show([]);
  }

  pick(option) {
    const item = this.items[Number(option.dataset.index)];
    this.close();
    this.onPick(item);
  }

  /* Answers whether the key was for the list. */
  onKey(event) {
    if (!this.isOpen || event.isComposing) return false;
    const count = this.options.length;
    if (event.key === "ArrowDown") this.mark((this.index + 1) % count);
    else if (event.key === "ArrowUp") this.mark((this.index + count - 1) % count);
    else if (event.key === "Enter" || event.key === "Tab") this.pick(this.options[this.index]);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

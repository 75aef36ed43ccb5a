/* The search field of every page offers the values of an operator: after “area:” the areas. */

import { Listbox } from "./listbox.js";
import { wait } from "./live.js";

const OPERATOR = /(?:^|\s)-?[\p{L}]{4,8}:\S*$/u;

function complete(field) {
  const url = field.form.dataset.suggestUrl;
  let asked = null;
  const begun = () => field.value.slice(0, field.selectionStart ?? field.value.length);

  const list = new Listbox(field, {
    label: field.form.dataset.suggestLabel,
    place: field.form,
    onPick: (item) => {
      const rest = field.value.slice(begun().length).trimStart();
      field.value = item.value + rest;
      field.setSelectionRange(item.value.length, item.value.length);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });

  const ask = wait(async () => {
    asked?.abort();
    const typed = begun();
    if (!OPERATOR.test(typed)) {
      if (list.isOpen) list.close();
      return;
    }
    asked = new AbortController();
    try {
      const response = await fetch(`${url}?${new URLSearchParams({ q: typed })}`, { signal: asked.signal, headers: { Accept: "application/json" } });
      const answer = response.ok && !response.redirected ? await response.json() : { options: [] };
      if (document.activeElement === field && typed === begun()) list.show(answer.options);
    } catch (error) {
      if (error.name !== "AbortError") list.close();
    }
  }, 80);

  field.addEventListener("input", ask);
  field.addEventListener("blur", () => { if (list.isOpen) list.close(); });
  field.addEventListener("keydown", (event) => list.onKey(event));
}

for (const field of document.querySelectorAll("form[data-search] input[type=search]")) complete(field);

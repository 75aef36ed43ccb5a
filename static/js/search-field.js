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

  /* While something is offered, what is typed is no query yet: <live-search> waits. */
  const offer = (options) => {
    list.show(options);
    field.toggleAttribute("data-choosing", options.length > 0);
  };

  const ask = wait(async (typed) => {
    asked = new AbortController();
    try {
      const response = await fetch(`${url}?${new URLSearchParams({ q: typed })}`, { signal: asked.signal, headers: { Accept: "application/json" } });
      const answer = response.ok && !response.redirected ? await response.json() : { options: [] };
      offer(document.activeElement === field && typed === begun() ? answer.options : []);
    } catch (error) {
      if (error.name !== "AbortError") offer([]);
    }
  }, 80);

  field.addEventListener("input", () => {
    const typed = begun();
    asked?.abort();
    ask.cancel();
    if (!OPERATOR.test(typed)) return offer([]);
    field.toggleAttribute("data-choosing", true);
    return ask(typed);
  });
  field.addEventListener("blur", () => offer([]));
  field.addEventListener("keydown", (event) => {
    if (list.onKey(event) && !list.isOpen) field.removeAttribute("data-choosing");
  });
}

for (const field of document.querySelectorAll("form[data-search] input[type=search]")) complete(field);

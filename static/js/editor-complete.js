/* `[[` offers articles and `@` offers people, from data-complete-url?kind=article|person&q=…
   which answers {results: [{value, label, hint}]}; `value` is what the text gets, marks included. */

import { Listbox } from "./listbox.js";
import { wait } from "./live.js";
import { replaceText } from "./editor-text.js";

const ASKED = [
  ["article", /\[\[([^\][\n|]{0,80})$/, (value) => value],
  ["person", /(?<=^|[\s(])@([\p{L}\p{N}.'-]{0,40})$/u, (value) => `${value} `],
];

function askedAt(area) {
  const before = area.value.slice(Math.max(0, area.selectionStart - 90), area.selectionStart);
  for (const [kind, pattern, make] of ASKED) {
    const found = before.match(pattern);
    if (found) return { kind, make, query: found[1], length: found[0].length };
  }
  return null;
}

export function offerCompletions(area, { url, label }) {
  let asked = null;
  let request = null;
  const list = new Listbox(area, {
    label,
    onPick: (item) => {
      const end = area.selectionStart;
      const closing = asked.kind === "article" && area.value.slice(end, end + 2) === "]]" ? 2 : 0;
      replaceText(area, end - asked.length, end + closing, asked.make(item.value));
    },
  });

  const ask = wait(async () => {
    asked = askedAt(area);
    request?.abort();
    if (!asked) return list.close();
    request = new AbortController();
    const address = new URL(url, location.href);
    address.searchParams.set("kind", asked.kind);
    address.searchParams.set("q", asked.query);
    try {
      const response = await fetch(address, { signal: request.signal, headers: { Accept: "application/json" } });
      const answer = response.ok && !response.redirected ? await response.json() : { results: [] };
      if (document.activeElement === area && askedAt(area)) list.show(answer.results.slice(0, 8));
    } catch (error) {
      if (error.name !== "AbortError") list.close();
    }
    return undefined;
  }, 120);

  area.addEventListener("input", () => (askedAt(area) ? ask() : list.close()));
  area.addEventListener("blur", () => list.close());
  return list;
}

/* One search being typed: its steps are one entry of the history and one row of the log. */

const ONE_SEARCH = 10_000;

export function plain(words) {
  return words.trim().replace(/\s+/g, " ");
}

/* Where words lead from an address: filters stay, what belongs to the words before does not. */
export function addressFor(address, words) {
  const url = new URL(address);
  url.hash = "";
  for (const name of ["page", "exactly", "q"]) url.searchParams.delete(name);
  if (words) url.searchParams.set("q", words);
  return url;
}

export function addressOfFilters(form, words) {
  const url = new URL(form.action, location.href);
  for (const [name, value] of new FormData(form)) if (value) url.searchParams.append(name, value);
  url.searchParams.set("q", words);
  return url;
}

export class SearchSession {
  constructor() {
    this.address = new URL(location.href);
    this.isOpen = false;
    this.shownAt = 0;
  }

  get goesOn() {
    return this.isOpen && Date.now() - this.shownAt < ONE_SEARCH;
  }

  /* Typing that goes on is one search in the log, whichever process answers each step. */
  headers({ words, key, used }, next) {
    const before = plain(words).toLowerCase();
    const after = next.toLowerCase();
    const longer = before && after && (after.startsWith(before) || before.startsWith(after));
    return longer && this.goesOn && !used ? { "X-Search-Continues": key } : {};
  }

  shown(url, how) {
    const change = how === "typed" && this.goesOn ? "replaceState" : "pushState";
    if (how !== "back" && url.href !== location.href) history[change](null, "", url);
    this.isOpen = how === "typed";
    this.shownAt = Date.now();
    this.address = url;
  }

  end() {
    this.isOpen = false;
  }
}

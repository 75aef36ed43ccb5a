/* Fetches new results and puts them where the old ones stand: focus, open filters, preview stay. */

export async function fetchFinder(url, { signal, headers }) {
  const response = await fetch(url, { signal, headers: { "HX-Request": "true", ...headers } });
  if (response.redirected) location.assign(url);
  if (response.redirected || !response.ok) throw new Error(`search ${response.status}`);
  const page = document.createElement("template");
  page.innerHTML = await response.text();
  return page.content.querySelector("#finder");
}

function keepPane(before, after) {
  const [old, pane] = [before, after].map((finder) => finder.querySelector("[data-preview]"));
  if (!old?.dataset.shown || !pane) return;
  pane.replaceChildren(...old.childNodes);
  pane.dataset.shown = old.dataset.shown;
}

/* `fromTop`: whoever types anew reads from the first result on. */
export function swap(before, after, fromTop) {
  const focused = before.contains(document.activeElement) ? document.activeElement.id : "";
  const filters = after.querySelector(".filters details");
  if (filters && before.querySelector(".filters details")?.open) filters.open = true;
  keepPane(before, after);
  before.replaceWith(after);
  window.htmx?.process(after);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  if (fromTop) window.scrollTo(0, 0);
}

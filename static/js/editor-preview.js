/* The server's own rendering, beside the source, after a rest of 400 ms. */

import { isSignedOut, post } from "./http.js";
import { wait } from "./live.js";

export function keepPreview(area, { url, target, failed }) {
  const pane = document.getElementById(target);
  const form = area.form;
  if (!pane) return;
  let request = null;
  let shown = "";

  async function render() {
    if (pane.closest("[hidden]") || !pane.offsetParent) return;
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    const asked = JSON.stringify([...body]);
    if (asked === shown) return;
    request?.abort();
    request = new AbortController();
    pane.setAttribute("aria-busy", "true");
    try {
      const response = await post(url, body, { signal: request.signal, headers: { Accept: "text/html" } });
      if (isSignedOut(response) || (!response.ok && response.status !== 422)) throw new Error(`preview ${response.status}`);
      const top = pane.scrollTop;
      pane.innerHTML = await response.text();
      pane.scrollTop = top;
      shown = asked;
      pane.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name === "AbortError") return;
      pane.removeAttribute("aria-busy");
      if (failed) pane.dataset.failed = failed;
    }
  }

  const later = wait(render, 400);
  form.addEventListener("input", later);
  form.addEventListener("change", render);
  document.addEventListener("terroir:preview", render);
  if (!pane.children.length) render();
}

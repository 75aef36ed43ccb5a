/* What stands in the way of a reply, with a way out where there is one; without words the line goes. */

import { say } from "./live.js";

export function showTrouble(panel, found) {
  const line = panel.querySelector("[data-trouble]");
  line.hidden = !found;
  line.textContent = found?.error ?? "";
  if (found?.url?.startsWith("/")) {
    const way = { href: found.url, target: "_blank", rel: "noopener", textContent: found.label };
    line.append(" ", Object.assign(document.createElement("a"), way));
  }
  if (found && panel.part("reply").hidden) say(found.error, 10);
}

/* Changes to a textarea's text that Ctrl-Z takes back. */

export function replaceText(area, start, end, text, from = start + text.length, to = from) {
  area.focus();
  area.setSelectionRange(start, end);
  const done = text === "" && start !== end
    ? document.execCommand("delete")
    : document.execCommand("insertText", false, text);
  if (!done) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(from, to);
}

/* Puts marks around the selection, or takes them off when they are there already. */
export function wrapText(area, before, after, placeholder) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  const outer = value.slice(start - before.length, start) === before && value.slice(end, end + after.length) === after;
  if (outer) {
    const from = start - before.length;
    replaceText(area, from, end + after.length, chosen, from, from + chosen.length);
    return;
  }
  const text = chosen || placeholder;
  const from = start + before.length;
  replaceText(area, start, end, before + text + after, from, from + text.length);
}

export function lineBounds(area) {
  const { selectionStart, selectionEnd, value } = area;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const reach = selectionEnd > selectionStart && value[selectionEnd - 1] === "\n" ? selectionEnd - 1 : selectionEnd;
  const end = value.indexOf("\n", reach);
  return [start, end === -1 ? value.length : end];
}

/* Rewrites each line the selection touches; `change` gets the line and its index. */
export function changeLines(area, change) {
  const [start, end] = lineBounds(area);
  const lines = area.value.slice(start, end).split("\n");
  const text = lines.map(change).join("\n");
  replaceText(area, start, end, text, start, start + text.length);
}

/* A block of its own, with an empty line on both sides. `pick` is the part to select in it. */
export function insertBlock(area, text, pick = "") {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const before = value.slice(0, start).replace(/\n*$/, "") ;
  const lead = before === "" ? "" : "\n\n";
  const after = value.slice(end).replace(/^\n*/, "");
  const whole = `${lead}${text}\n${after ? "\n" : ""}`;
  const at = before.length + lead.length + Math.max(0, text.indexOf(pick));
  replaceText(area, before.length, value.length - after.length, whole, at, pick ? at + pick.length : before.length + whole.length);
}

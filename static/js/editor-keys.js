/* The keys of writing: formatting, indentation, and lists that go on by themselves.
   Ctrl-K links a selection; without one it stays the palette's, here as anywhere. */

import { commands } from "./editor-commands.js";
import { changeLines, replaceText } from "./editor-text.js";

const KEYS = { b: "bold", i: "italic", k: "link", e: "code" };
const MARKER = /^(\s*)([-*+] (?:\[[ xX]\] )?|\d+[.)] |> )/;

export function formattingKey(event, area, words) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return false;
  const name = KEYS[event.key.toLowerCase()];
  if (!name || (name === "link" && area.selectionStart === area.selectionEnd)) return false;
  commands[name](area, words);
  return true;
}

/* Escape, then Tab, leaves the text (WCAG 2.1.2); Tab alone indents inside a list or selection. */
export function tabKey(event, area) {
  const inner = area.selectionStart !== area.selectionEnd;
  const line = area.value.slice(area.value.lastIndexOf("\n", area.selectionStart - 1) + 1, area.selectionStart);
  if (!inner && !MARKER.test(line) && !event.shiftKey) {
    replaceText(area, area.selectionStart, area.selectionStart, "    ");
    return true;
  }
  const at = area.selectionStart;
  const before = area.value.length;
  changeLines(area, (text) => (event.shiftKey ? text.replace(/^ {1,4}/, "") : `    ${text}`));
  if (!inner) {
    const moved = Math.max(0, at + area.value.length - before);
    area.setSelectionRange(moved, moved);
  }
  return true;
}

export function enterKey(area) {
  const { selectionStart: at, selectionEnd, value } = area;
  if (at !== selectionEnd) return false;
  const start = value.lastIndexOf("\n", at - 1) + 1;
  const line = value.slice(start, at);
  const found = line.match(MARKER);
  if (!found) return false;
  if (line.trim() === found[2].trim()) {
    replaceText(area, start, at, "");
    return true;
  }
  const marker = found[2]
    .replace(/\d+/, (n) => String(Number(n) + 1))
    .replace(/\[[xX]\]/, "[ ]");
  replaceText(area, at, at, `\n${found[1]}${marker}`);
  return true;
}

/* One polite line at the foot of the window, which screen readers say aloud. */

let silence = 0;

export function say(text, seconds = 4) {
  const line = document.querySelector("[data-live]");
  if (!line) return;
  const dialog = document.querySelector("dialog[open]");
  (dialog ?? document.body).append(line);
  line.textContent = "";
  requestAnimationFrame(() => { line.textContent = text; });
  clearTimeout(silence);
  silence = setTimeout(() => { line.textContent = ""; }, seconds * 1000);
}

export function isTyping(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select"));
}

export function letterKeysAct() {
  return document.body.dataset.letterKeys !== "off";
}

export function wait(run, milliseconds) {
  let timer = 0;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...values), milliseconds);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

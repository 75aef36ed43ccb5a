/* Images and files that are pasted, dropped or chosen: a placeholder at once, the link when it is there. */

import { isSignedOut, post } from "./http.js";
import { say } from "./live.js";
import { replaceText } from "./editor-text.js";

let counter = 0;

function swap(area, from, to) {
  const at = area.value.indexOf(from);
  if (at === -1) return;
  const { selectionStart, selectionEnd } = area;
  const shift = (point) => (point > at ? Math.max(at, point + to.length - from.length) : point);
  replaceText(area, at, at + from.length, to, shift(selectionStart), shift(selectionEnd));
}

export async function uploadFiles(area, files, { url, words }) {
  for (const file of files) {
    counter += 1;
    const mark = `![${words.uploading} ${counter}: ${file.name.replace(/[[\]]/g, "")}]()`;
    replaceText(area, area.selectionStart, area.selectionEnd, mark);
    const body = new FormData();
    body.set("file", file);
    try {
      const response = await post(url, body);
      const answer = isSignedOut(response) ? {} : await response.json().catch(() => ({}));
      if (!response.ok) throw new Error(answer.error ?? words.failed);
      swap(area, mark, answer.markdown);
    } catch (error) {
      swap(area, mark, "");
      say(error instanceof TypeError ? words.failed : error.message || words.failed, 10);
    }
  }
}

export function listenForFiles(area, options) {
  area.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    uploadFiles(area, files, options);
  });
  area.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    area.dataset.over = "true";
  });
  for (const name of ["dragleave", "drop", "dragend"]) area.addEventListener(name, () => { delete area.dataset.over; });
  area.addEventListener("drop", (event) => {
    const files = [...event.dataTransfer.files];
    if (!files.length) return;
    event.preventDefault();
    uploadFiles(area, files, options);
  });
}

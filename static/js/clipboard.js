/* Asks the server for a passage as plain and rich text and puts both on the clipboard.
   The server writes the reply record in the same request. Three ways, best first. */

import { isSignedOut, post } from "./http.js";

async function fetchTexts(url, body) {
  const response = await post(url, body);
  if (isSignedOut(response) || !response.ok) throw new Error(`copy ${response.status}`);
  return response.json();
}

async function writeItem(texts) {
  const blob = (type, name) => texts.then((t) => new Blob([t[name] ?? t.plain], { type }));
  await navigator.clipboard.write([
    new ClipboardItem({ "text/plain": blob("text/plain", "plain"), "text/html": blob("text/html", "html") }),
  ]);
}

function writeByEvent({ plain, html }) {
  let done = false;
  const fill = (event) => {
    event.clipboardData.setData("text/plain", plain);
    if (html) event.clipboardData.setData("text/html", html);
    event.preventDefault();
    done = true;
  };
  document.addEventListener("copy", fill, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", fill);
  return done;
}

/* Answers {copied, plain}; throws when the server did not answer. */
export async function copyFrom(url, body) {
  const texts = fetchTexts(url, body);
  if (navigator.clipboard?.write && window.ClipboardItem) {
    try {
      await writeItem(texts);
      return { copied: true, plain: (await texts).plain };
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
  const found = await texts;
  return { copied: writeByEvent(found), plain: found.plain };
}

/* No permission to write: the text is shown, selected, for the person's own Ctrl-C. */
export function showToCopy(plain, { title, close }) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-label", title);
  const heading = document.createElement("h2");
  heading.textContent = title;
  const text = document.createElement("textarea");
  text.className = "input";
  text.readOnly = true;
  text.value = plain;
  text.setAttribute("aria-label", title);
  const end = document.createElement("button");
  end.className = "button";
  end.textContent = close;
  end.addEventListener("click", () => dialog.close());
  dialog.append(heading, text, end);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  text.focus();
  text.select();
}

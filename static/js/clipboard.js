/* Puts words on the clipboard as plain and rich text. Two ways, the best first; the second one works
   where the browser gives pages no clipboard (plain http). */

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

/* `texts` is a promise of {plain, html}. Answers {copied, plain}; throws what the promise throws. */
export async function writeTexts(texts) {
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

function made(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/* No permission to write: the text is shown, selected, for the person's own Ctrl-C. */
export function showToCopy(plain, { byHand, close, https }) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-label", byHand);
  const text = made("textarea", "input", "");
  text.readOnly = true;
  text.value = plain;
  text.setAttribute("aria-label", byHand);
  const end = made("button", "button", close);
  end.addEventListener("click", () => dialog.close());
  dialog.append(made("h2", "", byHand), text);
  if (!isSecureContext) dialog.append(made("p", "small quiet", https));
  dialog.append(end);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  text.focus();
  text.select();
}

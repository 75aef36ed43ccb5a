/* The frame's small manners: menus that close, buttons that open dialogs, messages that go. */

import { csrfToken } from "./http.js";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      closeMenus(null);
      dialog.showModal();
    }
  }
  event.target.closest("[data-dismiss]")?.parentElement.remove();
  if (event.target instanceof HTMLDialogElement && event.target.open) closeFromBackdrop(event);
  closeMenus(event.target.closest("details[data-menu]"));
});

function closeFromBackdrop(event) {
  const box = event.target.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right
    && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside && event.detail > 0) event.target.close();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("focusin", (event) => {
  closeMenus(event.target.closest("details[data-menu]"));
});

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const cap of document.querySelectorAll("[data-command-key]")) {
    cap.textContent = `⌘${cap.dataset.commandKey}`;
  }
}

/* What went wrong on the way is said in words, never with a silent button. */
for (const kind of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(kind, (event) => {
    const words = event.target.closest("[data-failed]")?.dataset.failed;
    const line = document.querySelector("[data-live]");
    if (words && line) line.textContent = words;
  });
}

/* Before sign-out every open draft and every record that waits is sent, then nothing readable is left on
   the device. Loads on every page of the frame and on the one that asks “Sign out?”: a text left readable by
   another person is removed as soon as someone else is here, and the case that waited in this tab for signing
   in to the panel when it led elsewhere. */

import { lockAll } from "./draft-store.js";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches?.("form[data-sign-out]") || form.dataset.flushed) return;
  event.preventDefault();
  form.dataset.flushed = "true";
  const keepers = [...document.querySelectorAll("draft-keeper")];
  const sending = keepers.map((keeper) => keeper.flush?.());
  document.dispatchEvent(new CustomEvent("terroir:leaving", { detail: sending }));
  const sent = Promise.allSettled(sending);
  await Promise.race([sent, new Promise((done) => { setTimeout(done, 3000); })]);
  lockAll();
  form.submit();
});

function lockForeign() {
  const me = document.body.dataset.person ?? "";
  let before = null;
  try {
    before = localStorage.getItem("terroir:person");
    if (before !== null && before !== me) lockAll();
    localStorage.setItem("terroir:person", me);
    if (me) sessionStorage.removeItem("terroir:panel-case");
  } catch {
    /* Storage is forbidden: nothing to lock. */
  }
}

lockForeign();

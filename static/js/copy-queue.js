/* Records of what was copied or told. A record leaves with the press, by a request that outlives the
   page; what the network did not take waits on this device, sealed for its person (draft-store.js),
   and leaves when it can. The server knows a press by its key, so sending twice is sending once. */

import { channelNow, deskUrl, sealNow } from "./copy-texts.js";
import { forgetLocally, keepLocally, readLocally, storeName } from "./draft-store.js";
import { csrfToken, post } from "./http.js";

const going = new Map();
let leaving = false;

function me() {
  return document.body.dataset.person ?? "";
}

function placeOf(key) {
  return storeName(me(), `copy:${key}`);
}

function bodyOf(fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return body;
}

/* Whether the server has the record, or will never take it: either way it need not wait any more. */
function isSettled(response) {
  return response.ok || response.status === 400;
}

function leave(fields) {
  const url = deskUrl("record/");
  const body = bodyOf(fields);
  if ("keepalive" in Request.prototype) return post(url, body, { keepalive: true });
  body.set("csrfmiddlewaretoken", csrfToken());
  navigator.sendBeacon?.(url, body);
  return Promise.reject(new Error("a beacon tells nothing"));
}

/* Answers whether the server took it now; false when it waits on this device. */
export async function sendRecord(fields) {
  const whole = { channel: channelNow(), ...fields };
  const name = placeOf(fields.key);
  going.set(name, whole);
  const answer = leave(whole).then(isSettled, () => false);
  const kept = sealNow().then((seal) => leaving || keepLocally(name, { at: fields.at, fields: whole }, seal));
  const [settled] = await Promise.all([answer, kept]);
  going.delete(name);
  if (settled) forgetLocally(name);
  return settled;
}

/* The page goes before its record is sealed or answered for: it is written down as it is, and leaves
   with this person's next page, and without the words. Not at sign-out: then nothing readable stays (sign-out.js). */
addEventListener("pagehide", () => {
  for (const [name, fields] of going) {
    try {
      const { at, text, ...rest } = fields;
      if (leaving || localStorage.getItem(name)) continue;
      localStorage.setItem(name, JSON.stringify({ at, plain: JSON.stringify({ at, fields: { at, ...rest } }) }));
    } catch {
      /* Storage is full or forbidden: the request is on its way all the same. */
    }
  }
});

function waiting() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(placeOf("")));
  } catch {
    return [];
  }
}

async function sendOne(name, seal) {
  const kept = await readLocally(name, seal);
  if (!kept) return;
  const response = await post(deskUrl("record/"), bodyOf(kept.fields));
  if (isSettled(response)) forgetLocally(name);
}

let sending = null;

async function sendAll() {
  const names = waiting().filter((name) => !going.has(name));
  if (!names.length || !me() || !deskUrl("")) return;
  const seal = await sealNow();
  if (!seal) return;
  for (const name of names) await sendOne(name, seal);
}

export function sendWaiting() {
  sending ??= sendAll().catch(() => {}).finally(() => { sending = null; });
  return sending;
}

addEventListener("online", sendWaiting);
document.addEventListener("terroir:leaving", ({ detail }) => {
  leaving = true;
  detail.push(sendWaiting());
});
sendWaiting();

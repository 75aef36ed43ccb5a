/* One press of a copy key or of a told key, wherever it stands: words, clipboard, record. */

import { showToCopy, writeTexts } from "./clipboard.js";
import { FRESH_MS, heldText } from "./copy-texts.js";
import { sendRecord } from "./copy-queue.js";
import { post } from "./http.js";
import { say } from "./live.js";

const SAME_PRESS_MS = 3000;
const PATIENCE_MS = 20000;
const pressed = new Map();
let sent;

/* How old words may be that are copied though the server was asked and could not be reached. A request
   that failed while there is network is soon over, so 10 minutes bridge it. Without network nobody can be
   asked, and a customer waits: then the words of a shift are better than none. */
const UNREACHED_MS = 6e5;
const OFFLINE_MS = 288e5;

function words() {
  return document.querySelector("[data-copy-words]")?.dataset ?? {};
}

/* Version 4; randomUUID is missing on plain http. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* Pressed again at once on the same words, it is the same press. */
function pressOf(url, way, body) {
  const name = `${way} ${url} ${body.get("text")}`;
  const last = pressed.get(name);
  if (last && Date.now() - last.at < SAME_PRESS_MS) return last;
  const search = new URL(url, location.href).searchParams.get("search") ?? "";
  const press = { key: uuid(), at: Date.now(), way, search };
  pressed.set(name, press);
  return press;
}

/* What a proxy answers for a server that is away counts as no network: fetch says that with a TypeError. */
async function answerOf(response) {
  if (response.ok) return response.json();
  if (response.status > 501) throw new TypeError();
  const { error } = await response.json().catch(() => ({}));
  throw new Error(error);
}

/* Never because an answer is slow: it may be that the words were withdrawn. */
function mayStandIn(held, error) {
  const age = Date.now() - held?.at;
  return error instanceof TypeError && age < (navigator.onLine ? UNREACHED_MS : OFFLINE_MS);
}

/* The server writes the record with the same key; where it is out of reach, what the page holds is copied. */
async function ask(url, body, press, held) {
  for (const name of ["key", "way"]) body.set(name, press[name]);
  try {
    const signal = AbortSignal.timeout?.(PATIENCE_MS);
    return await answerOf(await post(url, body, { keepalive: true, signal }));
  } catch (error) {
    if (!mayStandIn(held, error)) throw error;
    return record(press, held, body.get("text"));
  }
}

/* Answers what is copied: what the page holds, or of a tray what stands in its field. */
function record(press, held, typed) {
  const plain = typed ?? held.plain;
  sent = sendRecord({ ...press, pin: held.pin, text: plain });
  if (plain === held.plain) return held;
  const own = document.createElement("p");
  own.innerText = plain;
  return { plain, html: own.outerHTML };
}

/* That the record waits is said after the words, however soon the network failed. */
function sayLast(said) {
  say(said);
  sent?.then((taken) => taken || say(words().waits, 6));
}

async function textsFor(url, body, press) {
  sent = null;
  const held = heldText(url);
  const own = body.get("text") ?? held?.plain;
  if (!held || own !== held.plain || Date.now() - held.at > FRESH_MS) return ask(url, body, press, held);
  return record(press, held);
}

/* The server says why; what the browser says of a network is for nobody to read. */
function failed({ name, message }) {
  say((name === "Error" && message) || words().failed, 8);
  return false;
}

/* Answers whether something was copied, or shown for copying. */
export async function copyNow(url, body) {
  try {
    const result = await writeTexts(textsFor(url, body, pressOf(url, "copied", body)));
    if (!result.copied) showToCopy(result.plain, words());
    else if (isSecureContext) sayLast(words().said);
    else sayLast(`${words().said}. ${words().https}`);
    return result.copied;
  } catch (error) {
    return failed(error);
  }
}

export async function tellNow(url, body) {
  try {
    await textsFor(url, body, pressOf(url, "told", body));
    sayLast(words().told);
    return true;
  } catch (error) {
    return failed(error);
  }
}

/* One press of a copy key or of a told key, wherever it stands: words, clipboard, record. */

import { showToCopy, writeTexts } from "./clipboard.js";
import { FRESH_MS, heldText } from "./copy-texts.js";
import { sendRecord } from "./copy-queue.js";
import { isSignedOut, post } from "./http.js";
import { say } from "./live.js";

const SAME_PRESS_MS = 3000;
const PATIENCE_MS = 2000;
const pressed = new Map();

class Refused extends Error {}

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

/* Pressed again at once, it is the same press. */
function pressOf(url, way) {
  const name = `${way} ${url}`;
  const last = pressed.get(name);
  if (last && Date.now() - last.at < SAME_PRESS_MS) return last;
  const search = new URL(url, location.href).searchParams.get("search") ?? "";
  const press = { key: uuid(), at: Date.now(), way, search };
  pressed.set(name, press);
  return press;
}

async function answerOf(response) {
  if (response.ok) return response.json();
  const said = response.status === 403 ? (await response.json().catch(() => ({}))).error : "";
  if (said) throw new Refused(said);
  if (isSignedOut(response)) throw new Refused(words().failed);
  throw new Error(`copy ${response.status}`);
}

/* The server writes the record with the same key; without its answer, what the page holds is copied. */
async function ask(url, body, press, held) {
  for (const name of ["key", "way"]) body.set(name, press[name]);
  const patience = new AbortController();
  const timer = held && setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return await answerOf(await post(url, body, { keepalive: true, signal: patience.signal }));
  } catch (error) {
    if (error instanceof Refused || !held) throw error;
    record(press, held);
    return held;
  } finally {
    clearTimeout(timer);
  }
}

async function record(press, held) {
  if (!(await sendRecord({ ...press, pin: held.pin }))) say(words().waits ?? "", 6);
}

function textsFor(url, body, press) {
  const held = heldText(url);
  if (!held || Date.now() - held.at > FRESH_MS) return ask(url, body, press, held);
  record(press, held);
  return Promise.resolve(held);
}

/* Answers whether something was copied, or shown for copying. */
export async function copyNow(url, body) {
  try {
    const result = await writeTexts(textsFor(url, body, pressOf(url, "copied")));
    if (!result.copied) showToCopy(result.plain, words());
    else say(isSecureContext ? words().said : `${words().said}. ${words().https}`, isSecureContext ? 4 : 8);
    return result.copied;
  } catch (error) {
    say((error instanceof Refused && error.message) || words().failed, 8);
    return false;
  }
}

export async function tellNow(url, body) {
  try {
    await textsFor(url, body, pressOf(url, "told"));
    say(words().told);
    return true;
  } catch (error) {
    say((error instanceof Refused && error.message) || words().failed, 8);
    return false;
  }
}

/* The words of the page's copy keys, fetched once after they appear, so that a press copies at once
   and without network. After FRESH_MS the server is asked again at the press: what was withdrawn
   meanwhile does not leave. */

import { wait } from "./live.js";

export const FRESH_MS = 120000;
const LONGEST = 3000;
const held = new Map();
const wanted = new Set();
const desk = { seal: "", channel: "" };

export function deskUrl(path) {
  const root = document.querySelector('meta[name="copy-seal"]')?.content;
  return root ? root + path : "";
}

/* "a.orange-light.k3f9" or "n.12.k3f9", "t.7.…" for a tray in its state; "" for what is none of these. */
export function nameOf(url) {
  const asked = new URL(url, location.href).searchParams;
  if (asked.has("tray")) return `t.${asked.get("tray")}`;
  const [key, more] = asked.getAll("passage");
  const [article, answer] = [asked.get("article"), asked.get("answer")];
  if (!key || more || !(article || answer)) return "";
  return article ? `a.${article}.${key}` : `n.${answer}.${key}`;
}

export function heldText(url) {
  return held.get(nameOf(url));
}

export function channelNow() {
  return desk.channel;
}

/* What seals the queue of the person who is signed in; "" when nobody can be asked. */
export async function sealNow() {
  if (!desk.seal) await load([]).catch(() => {});
  return desk.seal;
}

async function load(names) {
  const query = new URLSearchParams(names.map((name) => ["of", name]));
  const response = await fetch(`${deskUrl("texts/")}?${query}`, { redirect: "manual" });
  if (!response.ok) throw new Error(`texts ${response.status}`);
  const { texts, seal, channel } = await response.json();
  Object.assign(desk, { seal, channel });
  for (const name of names) held.delete(name);
  for (const [name, text] of Object.entries(texts)) held.set(name, { ...text, at: Date.now() });
  document.dispatchEvent(new CustomEvent("terroir:held", { detail: held.size }));
}

/* a.slug.k1 and a.slug.k2 travel as a.slug.k1.k2. */
function joined(names) {
  const sources = new Map();
  for (const name of names) {
    const dot = name.lastIndexOf(".");
    const source = name.slice(0, dot);
    sources.set(source, (sources.get(source) ?? source) + name.slice(dot));
  }
  return [...sources.values()];
}

function loadWanted() {
  let [query, length] = [[], 0];
  for (const name of joined(wanted)) {
    if (length + name.length > LONGEST) {
      load(query).catch(() => {});
      [query, length] = [[], 0];
    }
    query.push(name);
    length += name.length + 4;
  }
  wanted.clear();
  if (query.length) load(query).catch(() => {});
}

const soon = wait(loadWanted, 200);

export function want(url) {
  const name = nameOf(url);
  if (!name || held.has(name) || !deskUrl("texts/")) return;
  wanted.add(name);
  soon();
}

/* Back on a page that stood open for long: the words are fetched again. */
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  const old = Date.now() - FRESH_MS;
  for (const [name, text] of held) if (text.at < old) wanted.add(name);
  if (wanted.size) soon();
});

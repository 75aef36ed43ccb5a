/* Texts kept on this device while the server can't take them. They belong to one person: the key
   names the person, and the text is sealed (AES-GCM) with a key the server hands only to them, so
   that on a shared terminal the next person can neither see nor read it. Where the browser has no
   crypto (plain http on a network), the text is kept readable and removed at sign-out. */

const PREFIX = "terroir:draft:";

export function storeName(person, draft) {
  return `${PREFIX}${person}:${draft}`;
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

function base64(buffer) {
  let text = "";
  for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
  return btoa(text);
}

function sealingKey(secret) {
  return crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
}

/* Answers whether it was kept: a full or forbidden storage says false. */
export async function keepLocally(name, value, secret) {
  try {
    const plain = JSON.stringify(value);
    let kept = { at: value.at, plain };
    if (secret && globalThis.crypto?.subtle) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv }, await sealingKey(secret), new TextEncoder().encode(plain),
      );
      kept = { at: value.at, iv: base64(iv), sealed: base64(sealed) };
    }
    localStorage.setItem(name, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export async function readLocally(name, secret) {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "null");
    if (!kept) return null;
    if (kept.plain) return JSON.parse(kept.plain);
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: bytes(kept.iv) }, await sealingKey(secret), bytes(kept.sealed),
    );
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

export function forgetLocally(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    /* Storage is forbidden: nothing was kept either. */
  }
}

/* Nothing readable stays behind: unsealed texts go, whoever's they are; sealed ones are locked. */
export function lockAll() {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(PREFIX)) continue;
      const kept = JSON.parse(localStorage.getItem(name) ?? "null");
      if (!kept?.sealed) localStorage.removeItem(name);
    }
  } catch {
    /* Same as above. */
  }
}

/* What the browser keeps and wakes when a push comes, whether a page is open or not. A push may have waited at
   the push service while somebody else signed in at a shared terminal: so the server is asked whose it is
   before its title is shown. It fetches nothing else and answers no page. */

const HERE = "same-origin";
const WAIT_MS = 5000; /* for the server; then it is out of reach, as at home without the company's network */

addEventListener("install", () => skipWaiting());
addEventListener("push", (event) => event.waitUntil(told(event.data)));
addEventListener("notificationclick", (event) => event.waitUntil(opened(event)));
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renewed()));

async function told(data) {
  const said = data?.json() ?? {};
  const owner = await whose(said.whose);
  if (owner === "another") {
    const subscription = await registration.pushManager.getSubscription();
    return subscription?.unsubscribe();
  }
  const open = owner === "mine";
  return registration.showNotification(open ? said.title : said.product ?? "", {
    body: open ? said.body : said.plain,
    lang: said.language,
    tag: said.tag,
    renotify: Boolean(said.tag),
    data: { url: open ? said.url : said.inbox ?? "/" },
  });
}

/* "mine", "another", or "unknown": nobody is signed in, or the server is out of reach. */
async function whose(url) {
  if (!url) return "unknown";
  try {
    const signal = AbortSignal.timeout(WAIT_MS);
    const answer = await fetch(url, { credentials: HERE, redirect: "manual", cache: "no-store", signal });
    if (answer.status === 204) return "mine";
    return answer.status === 404 ? "another" : "unknown";
  } catch {
    return "unknown";
  }
}

/* The page that shows it already comes to the front; else a new one opens. Nothing leads off the site. */
async function opened({ notification }) {
  notification.close();
  const url = new URL(notification.data?.url ?? "/", location.origin);
  if (url.origin !== location.origin) return null;
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => new URL(page.url).pathname === url.pathname);
  if (there && !url.hash) return there.focus();
  return clients.openWindow(url.href);
}

/* The browser's maker gave it another address: tell the server, if its person is still signed in here. The
   server wants none of a device that was removed meanwhile, or from anybody else. */
async function renewed() {
  const answer = await fetch("/push/key/", { credentials: HERE, redirect: "manual" });
  if (!answer.ok) return;
  const { key, token } = await answer.json();
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  const { endpoint, keys } = subscription.toJSON();
  const taken = await fetch("/push/devices/", {
    method: "POST",
    credentials: HERE,
    redirect: "manual",
    headers: { "X-CSRFToken": token },
    body: new URLSearchParams({ endpoint, ...keys, renewed: "1" }),
  });
  if (taken.status === 404) await subscription.unsubscribe();
}

/* Keeps “35 minutes ago” true while a page stays open. The server wrote it first, in words. */

const UNITS = [["minute", 60], ["hour", 3600], ["day", 86400]];
const language = document.documentElement.lang || "en";
const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const opened = Date.now();

function refresh() {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    if (Math.abs(seconds) < 60 || Math.abs(seconds) >= 86400) continue;
    const [unit, size] = UNITS.findLast(([, s]) => Math.abs(seconds) >= s) ?? UNITS[0];
    time.textContent = words.format(Math.round(seconds / size), unit);
  }
}

setInterval(() => { if (Date.now() - opened > 55000) refresh(); }, 60000);

/* What a case is: its reference, channel, language and the customer's words. */

const NAMES = ["case", "channel", "language", "text"];
const KEPT = "terroir:panel-case";
const MOST_AGE = 600_000;

export function caseOf(facts) {
  const said = NAMES.filter((name) => typeof facts[name] === "string");
  return Object.fromEntries(said.map((name) => [name, facts[name].replace(/\r\n?/g, "\n").slice(0, 4000)]));
}

/* After the # of the address, which no server and no proxy gets to read. It outlives signing in within
   this tab, and is then forgotten. */
export function caseFromAddress() {
  const hash = location.hash.slice(1);
  return caseOf(hash ? Object.fromEntries(new URLSearchParams(hash)) : takeKept());
}

/* What the same person left ten minutes ago at most; sign-out.js removes it from every other page. A
   frame on another site may be denied all storage. */
function takeKept() {
  try {
    const { at, person, facts } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    sessionStorage.removeItem(KEPT);
    const isTheirs = !person || person === document.body.dataset.person;
    return isTheirs && Date.now() - at < MOST_AGE ? facts : {};
  } catch {
    return {};
  }
}

export function keepCase(facts, person) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ at: Date.now(), person, facts }));
  } catch {
    /* Storage is denied: the words are typed again. */
  }
}

export function factsIn(form) {
  return { case: form.elements.case.value, text: form.elements.text.value };
}

/* Another case, or other words without one, is another customer. */
export function isAnother(facts, before) {
  if (facts.case !== undefined) return facts.case !== before.case;
  return Boolean(before.text) && facts.text !== undefined && facts.text !== before.text;
}

export function fillCase(form, { case: reference, channel, language, text }) {
  if (text !== undefined) form.elements.text.value = text;
  if (reference !== undefined) form.elements.case.value = reference;
  const options = [...form.elements.profile.options];
  const option = channel && options.find((one) => one.dataset.channel === channel);
  if (option) option.selected = true;
  const spoken = language?.slice(0, 2).toLowerCase();
  if ([...form.elements.language.options].some((one) => one.value === spoken)) {
    form.elements.language.value = spoken;
  }
}

/* What a case is: its reference, channel, language and the customer's words. */

const NAMES = ["case", "channel", "language", "text"];
const KEPT = "terroir:panel-case";

export function caseOf(facts) {
  const said = NAMES.filter((name) => typeof facts[name] === "string");
  return Object.fromEntries(said.map((name) => [name, facts[name].slice(0, 4000)]));
}

/* After the # of the address, which no server and no proxy gets to read. It outlives signing in within
   this tab, and is then forgotten. */
export function caseFromAddress() {
  const hash = location.hash.slice(1);
  return caseOf(Object.fromEntries(new URLSearchParams(hash || takeKept())));
}

/* A frame on another site may be denied all storage. */
function takeKept() {
  try {
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    return kept ?? "";
  } catch {
    return "";
  }
}

export function keepCase(facts) {
  try {
    sessionStorage.setItem(KEPT, new URLSearchParams(facts).toString());
  } catch {
    /* Storage is denied: the words are typed again. */
  }
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

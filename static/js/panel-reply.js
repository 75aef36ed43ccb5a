/* The reply in the panel: put together from what was collected, edited, sent into the case or copied. */

import { showToCopy, writeTexts } from "./clipboard.js";
import { say, wait } from "./live.js";

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class PanelReply {
  constructor(panel) {
    this.panel = panel;
    this.turn = 0;
    this.measure = wait(() => this.show(this.words, true), 300);
  }

  get words() {
    return this.part.querySelector("[data-words]").value;
  }

  get part() {
    return this.panel.querySelector("[data-part=reply]");
  }

  /* Another customer: what was made for the one before is gone, also what is still on its way. */
  drop() {
    this.turn += 1;
    this.made = null;
    this.key = "";
    this.measure.cancel();
    if (!this.part) return;
    this.part.querySelector("[data-words]").value = "";
    this.part.querySelector("[data-warnings]").replaceChildren();
  }

  /* An answer of the server, if it still belongs to the customer for whom it was asked. */
  async answerOf(asked) {
    const { turn } = this;
    const answer = await asked;
    if (turn === this.turn) return answer;
    say(this.panel.said.moved, 8);
    throw new Error("refused");
  }

  /* One reply of these snippets. Answers whether there is one. */
  async putTogether(names) {
    const made = await this.answerOf(this.panel.json("together", names.map((name) => ["name", name])));
    this.made = made;
    this.key = newKey();
    if (made) this.part.querySelector("[data-words]").value = made.plain;
    if (made) this.tell(made);
    return Boolean(made);
  }

  edit() {
    this.key = newKey();
    this.measure();
  }

  async show(words) {
    const measured = words && (await this.panel.json("together", [["text", words]]));
    if (measured && words === this.words) this.tell({ ...measured, missing: this.made?.missing });
  }

  tell({ length, limit, over, warnings, missing }) {
    const count = this.part.querySelector("[data-count]");
    count.textContent = limit
      ? `${length} ${count.dataset.of} ${limit} ${count.dataset.unit}`
      : `${length} ${count.dataset.unit}`;
    count.toggleAttribute("data-over", over > 0);
    const lines = [missing, ...warnings].filter(Boolean).map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    });
    this.part.querySelector("[data-warnings]").replaceChildren(...lines);
  }

  /* Written down first: only what has a record leaves. The same press sent again is the same record. */
  async record() {
    const { made } = this;
    const given = await this.answerOf(this.panel.json("reply", [
      ...made.sealed.map((one) => ["sealed", one]),
      ["text", this.words],
      ["composed", made.plain],
      ["key", this.key],
      ["search", this.panel.searchKey],
    ]));
    if (!given) throw new Error("refused");
    return { ...given, html: given.is_edited ? given.html : made.html };
  }

  async insert() {
    const { plain, html, messages, record, channel, language, case: reference } = await this.record();
    this.panel.link.send("reply", { plain, html, messages, record, channel, language, case: reference });
    say(this.panel.said.sent);
  }

  async copy(record = this.record()) {
    const { said } = this.panel;
    const { copied, plain } = await writeTexts(record);
    if (copied) say(isSecureContext ? said.copied : `${said.copied} ${said.https}`, 8);
    else showToCopy(plain, { byHand: said.byHand, close: said.close, https: said.https });
  }

  /* One press on an answer: its reply at once, without looking at it first. */
  async use(name) {
    const ready = async () => {
      if (!(await this.putTogether([name]))) throw new Error("refused");
    };
    if (this.panel.sends) {
      await ready();
      await this.insert();
    } else {
      await this.copy(ready().then(() => this.record()));
    }
  }
}

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
    this.measure = wait(() => this.show(this.words).catch(() => {}), 300);
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
    this.keys = {};
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

  /* The reply of these snippets, or of the tray. Answers whether there is one. */
  use(names) { return this.take("together", names.map((name) => ["name", name])); }
  open(fields = []) { return this.take("composing", fields); }

  async take(name, fields) {
    const made = await this.answerOf(this.panel.json(name, fields));
    this.made = made;
    this.keys = {};
    if (made) this.part.querySelector("[data-words]").value = made.plain;
    if (made) this.tell(made);
    return Boolean(made);
  }

  edit() {
    this.keys = {};
    this.measure();
  }

  async show(words) {
    const { made } = this;
    const measured = words && made && (await this.panel.json("composing", [["text", words], ["tray", made.tray]]));
    if (measured && words === this.words) this.tell(measured);
  }

  tell({ length, limit, over, warnings, missing, is_edited: isEdited }) {
    this.part.querySelector("[data-edited]").hidden = !isEdited;
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
  async record(way = "panel") {
    const { made } = this;
    const key = (this.keys[way] ??= newKey());
    const whose = made.sealed?.map((one) => ["sealed", one]) ?? [["tray", made.tray]];
    const given = await this.answerOf(this.panel.json(made.sealed ? "reply" : "finishing", [
      ...whose,
      ["text", this.words],
      ["composed", made.plain],
      ["key", key],
      ["way", way],
      ["search", this.panel.searchKey],
    ]));
    if (!given) throw new Error("refused");
    if (made.tray) this.panel.tray.forget();
    return { ...given, html: given.is_edited || !made.sealed ? given.html : made.html };
  }

  async tellCustomer() {
    await this.record("told");
    say(this.panel.said.told);
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

  /* One press on an answer: its reply at once, without looking at it first; or it was told. */
  async send(name, isTold) {
    const ready = async () => {
      if (!(await this.use([name]))) throw new Error("refused");
    };
    if (isTold) {
      await ready();
      await this.tellCustomer();
    } else if (this.panel.sends) {
      await ready();
      await this.insert();
    } else {
      await this.copy(ready().then(() => this.record()));
    }
  }
}

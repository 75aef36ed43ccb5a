/* What each key of the toolbar does to the text. `words` are the element's data-… placeholders. */

import { changeLines, insertBlock, wrapText } from "./editor-text.js";

function prefix(area, pattern, make) {
  changeLines(area, (line, index) => {
    const bare = line.replace(/^(\s*)(#{1,6} |[-*+] (\[[ xX]\] )?|\d+[.)] |> )/, "$1");
    return pattern.test(line) ? bare : bare.replace(/^(\s*)/, `$1${make(index)}`);
  });
}

function audienceBlock(area, level) {
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd).trim();
  const marks = chosen.includes("\n///") || chosen.startsWith("///") ? "////" : "///";
  const text = chosen || area.closest("markdown-editor").dataset.text;
  insertBlock(area, `${marks} ${level}\n${text}\n${marks}`, text);
}

export function tableText(rows, columns, head) {
  const line = (cell) => `| ${Array.from({ length: columns }, (_, c) => cell(c)).join(" | ")} |`;
  const body = Array.from({ length: rows }, () => line(() => "   "));
  return [line((c) => `${head} ${c + 1}`), line(() => "---"), ...body].join("\n");
}

export const commands = {
  bold: (area, words) => wrapText(area, "**", "**", words.text),
  italic: (area, words) => wrapText(area, "*", "*", words.text),
  code: (area, words) => {
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
    if (chosen.includes("\n")) insertBlock(area, `\`\`\`\n${chosen.trim()}\n\`\`\``, chosen.trim());
    else wrapText(area, "`", "`", words.text);
  },
  heading: (area) => changeLines(area, (line) => {
    const level = line.match(/^(#{2,4}) /)?.[1].length ?? 1;
    const bare = line.replace(/^#{1,6} /, "");
    return level === 4 ? bare : `${"#".repeat(level + 1)} ${bare}`;
  }),
  list: (area) => prefix(area, /^\s*[-*+] (?!\[)/, () => "- "),
  numbers: (area) => prefix(area, /^\s*\d+[.)] /, (index) => `${index + 1}. `),
  tasks: (area) => prefix(area, /^\s*[-*+] \[[ xX]\] /, () => "- [ ] "),
  quote: (area) => prefix(area, /^\s*> /, () => "> "),
  link: (area, words) => {
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
    if (/^https?:\/\/\S+$/.test(chosen)) wrapText(area, `[${words.text}](`, ")", chosen);
    else {
      wrapText(area, "[", "](https://)", words.text);
      const at = area.selectionEnd + 2;
      area.setSelectionRange(at, at + 8);
    }
  },
  article: (area, words) => wrapText(area, "[[", "]]", words.article),
  callout: (area, words) => {
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd).trim() || words.text;
    insertBlock(area, `/// note\n${chosen}\n///`, chosen);
  },
  customer: (area) => audienceBlock(area, "customer"),
  partner: (area) => audienceBlock(area, "partner"),
};

/* What stands in a form's controls. */

const SET_ONCE = ["file", "submit", "hidden"];

/* Puts [name, value] pairs back into their controls, and tells the controls' own scripts. */
export function fillForm(form, fields) {
  for (const control of form.elements) {
    if (!control.name || SET_ONCE.includes(control.type)) continue;
    const texts = fields.filter(([name]) => name === control.name).map(([, text]) => text);
    if (control.type === "checkbox" || control.type === "radio") control.checked = texts.includes(control.value);
    else if (control.type === "select-multiple") for (const option of control.options) option.selected = texts.includes(option.value);
    else if (texts.length) control.value = texts[0];
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/* True when a text or a choice is no longer what the page came with: a quick writer types before the
   scripts have arrived, a browser puts back what stood there, and no event told of it. */
export function isTyped(control) {
  return ["checkbox", "radio"].includes(control.type)
    ? control.checked !== control.defaultChecked
    : ["text", "search", "textarea"].includes(control.type) && control.value !== control.defaultValue;
}

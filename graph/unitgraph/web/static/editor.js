// Puts the editor in the place of the text field. Without this file the field works as it is.
(async () => {
  const field = document.getElementById("query");
  const form = document.getElementById("ask");
  if (!field || !form || typeof Yasqe === "undefined") return;
  const place = document.createElement("div");
  place.className = "editor";
  field.before(place);
  // Completed are prefixes, classes and properties of the data, from this service alone.
  const autocompleters = ["variables"];
  try {
    const terms = await (await fetch(form.dataset.terms)).json();
    const prefixes = Object.entries(terms.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`);
    for (const [name, get, bulk] of [["prefixes", prefixes, true], ["class", terms.classes, false], ["property", terms.properties, false]]) {
      Yasqe.forkAutocompleter(name, { name: `${name}-here`, get, bulk, persistenceId: null }, false);
      autocompleters.push(`${name}-here`);
    }
  } catch {
    // Without the terms, the editor completes variables.
  }
  // Nothing is kept in the browser, and the form sends the query.
  const editor = new Yasqe(place, {
    autocompleters,
    persistenceId: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    viewportMargin: Infinity,
    lineWrapping: true,
    value: field.value,
    extraKeys: {
      Tab: false,
      "Shift-Tab": false,
      "Ctrl-Enter": () => form.requestSubmit(),
      "Ctrl-Space": () => editor.autocomplete(),
    },
  });
  const input = place.querySelector(".CodeMirror textarea");
  if (input) input.setAttribute("aria-labelledby", "query-label");
  field.hidden = true;
  field.required = false;
  document.getElementById("query-label").removeAttribute("for");
  form.addEventListener("submit", () => {
    field.value = editor.getValue();
  });
})();

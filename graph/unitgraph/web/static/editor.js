// Puts the editor in the place of the text field. Without this file the field works as it is.
(() => {
  const field = document.getElementById("query");
  const form = document.getElementById("ask");
  if (!field || !form || typeof Yasqe === "undefined") return;
  const place = document.createElement("div");
  place.className = "editor";
  field.before(place);
  // Nothing is completed from elsewhere, nothing is kept in the browser, and the form sends the query.
  const editor = new Yasqe(place, {
    autocompleters: [],
    persistenceId: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    viewportMargin: Infinity,
    lineWrapping: true,
    value: field.value,
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": () => form.requestSubmit() },
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

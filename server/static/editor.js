// Puts the editor in place of the plain form of /sparql. What it needs to know is in data-given, as JSON.
"use strict";

(function () {
  const place = document.getElementById("editor");
  const plain = document.getElementById("plain");
  if (!place || !plain || !window.Yasgui) return;
  const given = JSON.parse(place.dataset.given);

  const Yasqe = window.Yasgui.Yasqe;
  Yasqe.forkAutocompleter("prefixes", {
    name: "declared",
    get: () => Promise.resolve(Object.keys(given.prefixes).sort().map((name) => `${name}: <${given.prefixes[name]}>`)),
  });
  for (const name of ["prefixes", "property", "class"]) delete Yasqe.Autocompleters[name];
  Yasqe.defaults.autocompleters = ["declared", "variables"];

  // Queries need no declarations here; the editor marks names without one as faults.
  function declare(yasqe) {
    const text = yasqe.getValue();
    const used = Object.keys(given.prefixes).filter((name) => new RegExp(`(?:^|[^\\w:/.-])${name}:[\\w]`).test(text));
    yasqe.addPrefixes(Object.fromEntries(used.map((name) => [name, given.prefixes[name]])));
  }

  // What a screen reader says of parts that the editor leaves without a name, or puts in a list of tabs that are none.
  function nameAll() {
    const named = [
      [".CodeMirror textarea", "aria-label", "Query, in SPARQL"],
      [".CodeMirror-scroll", "aria-label", "The query"],
      [".CodeMirror-scroll", "role", "region"],
      [".CodeMirror-scroll", "tabindex", "0"],
      ["select.tableSizer", "aria-label", "Rows a page"],
      ["input.tableFilter", "aria-label", "Filter the rows"],
      ["[role=tablist] button.addTab", "role", "tab"],
    ];
    for (const [which, attribute, value] of named) {
      for (const part of place.querySelectorAll(which)) {
        if (part.getAttribute(attribute) !== value) part.setAttribute(attribute, value);
      }
    }
  }

  place.hidden = false;
  const yasgui = new window.Yasgui(place, {
    requestConfig: {
      endpoint: given.endpoint,
      acceptHeaderGraph: "text/turtle",
      acceptHeaderSelect: "application/sparql-results+json",
    },
    copyEndpointOnNewTab: true,
    persistenceId: "factcheck-kb",
    yasqe: { value: given.query },
    yasr: { prefixes: given.prefixes },
  });
  plain.hidden = true;
  nameAll();
  new MutationObserver(nameAll).observe(place, { childList: true, subtree: true });
  declare(yasgui.getTab().getYasqe());

  document.getElementById("examples").addEventListener("click", (event) => {
    const link = event.target.closest("a[data-query]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    yasgui.addTab(true, { name: link.textContent.slice(0, 40), yasqe: { value: link.dataset.query } });
    declare(yasgui.getTab().getYasqe());
    yasgui.getTab().getYasqe().query().catch(() => {});
    place.scrollIntoView();
  });
})();

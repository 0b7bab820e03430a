"use strict";
(function () {
  var table = document.getElementById("audit");
  var body = table.tBodies[0];
  var rows = Array.from(body.rows);
  var words = rows.map(function (row) { return row.textContent.toLowerCase(); });
  var order = new Map();
  rows.forEach(function (row, i) { order.set(row, i); });
  var natural = new Intl.Collator("en", { numeric: true });
  var filter = document.getElementById("filter");
  var shown = document.getElementById("shown");
  var choices = Array.from(document.querySelectorAll("#controls input[type=checkbox]"));

  function show() {
    var wanted = filter.value.toLowerCase().split(" ").filter(Boolean);
    var hidden = choices.filter(function (choice) { return !choice.checked; })
      .map(function (choice) { return choice.value; });
    var count = 0;
    rows.forEach(function (row, i) {
      var hit = wanted.every(function (word) { return words[i].includes(word); });
      if (hidden.includes(row.cells[0].textContent)) { hit = false; }
      row.hidden = !hit;
      count += hit ? 1 : 0;
    });
    shown.textContent = count.toLocaleString("en") + " of " + rows.length.toLocaleString("en");
  }

  function sort(column, heading) {
    var up = heading.getAttribute("aria-sort") !== "ascending";
    table.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
    heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    var keyed = rows.map(function (row) {
      return { row: row, key: column === 0 ? "" : row.cells[column].textContent };
    });
    keyed.sort(function (a, b) {
      var by = natural.compare(a.key, b.key);
      if (by === 0) { by = order.get(a.row) - order.get(b.row); }
      return up ? by : -by;
    });
    var sorted = document.createDocumentFragment();
    keyed.forEach(function (entry) { sorted.appendChild(entry.row); });
    body.appendChild(sorted);
  }

  table.querySelectorAll("th").forEach(function (heading, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", function () { sort(column, heading); });
    heading.replaceChildren(button);
  });
  table.querySelector("th").setAttribute("aria-sort", "ascending");
  filter.addEventListener("input", show);
  choices.forEach(function (choice) { choice.addEventListener("change", show); });
  document.getElementById("controls").hidden = false;
  show();
})();

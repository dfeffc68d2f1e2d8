// The rows of a table: a grid to type in, or to paste into from a spreadsheet.
const SPARE_ROWS = 3;

const grids = new Map(); // by table, of the work that is shown

// A table of the form; `rows` are objects by column, `changed` is told of all of them.
function grid(table, rows, changed) {
  const held = [...rows]; // by number, without gaps
  const columns = table.columns, body = make("tbody");
  const marks = { wrong: new Map(), below: new Map() }; // by row: what is said of it, by column ("" of all of it)
  const box = make("input", { type: "checkbox" }), words = make("span");
  const steps = history(held, () => {
    draw();
    tell();
  });
  const tell = () => changed(held);
  const heads = columns.map((column) => make("th", { scope: "col", title: column.remarks.join("\n") || null },
    column.words, column.is_key ? " *" : "", column.unit ? make("span", { class: "unit" }, column.unit) : null));
  const whole = make("table", {}, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "#"), heads)), body);
  const shown = make("div", { class: "grid", tabindex: "0", role: "region", "aria-label": table.title, "data-table": table.id }, whole);
  const sight = inSight(shown, whole, columns.length, line);

  function cell(at, column) {
    const input = make("input", {
      type: "text", "aria-label": say("cell", { column: column.words, row: at + 1 }), autocomplete: "off",
    });
    input.value = held[at]?.[column.id] ?? "";
    input.addEventListener("input", () => {
      steps.before(`${at} ${column.id}`);
      reach(at)[column.id] = input.value.trim();
      if (at + SPARE_ROWS >= sight.order().length) arrange();
      tell();
    });
    return make("td", { class: [column.is_optional ? "optional" : "", column.is_key ? "key" : ""].filter(Boolean).join(" ") || null }, make("form", {}, input));
  }

  function inputOf(one, across) {
    return one.cells[across + 1].querySelector("input");
  }

  function line(at) {
    const one = make("tr", { "data-row": at, "aria-rowindex": at + 2 }, make("th", { scope: "row" }, String(at + 1)),
      columns.map((column) => cell(at, column)));
    dress(one, at);
    return one;
  }

  function onPaper() {
    const filled = [...held.keys()].filter((at) => isFilled(held[at]));
    const used = columns.filter((column) => filled.some((at) => held[at][column.id]));
    const said = (at, column) => Object.keys(marks).find((kind) => marks[kind].get(at)?.[column.id]);
    return make("table", { class: "printed" },
      make("thead", {}, make("tr", {}, make("th", {}, "#"), used.map((column) => make("th", {}, column.words, column.unit ? make("span", { class: "unit" }, column.unit) : null)))),
      make("tbody", {}, filled.map((at) => make("tr", {}, make("th", {}, String(at + 1)),
        used.map((column) => make("td", { class: said(at, column) }, held[at][column.id]))))));
  }

  // Shows what is said of a row and of its cells.
  function dress(one, at) {
    for (const kind of Object.keys(marks)) one.classList.toggle(kind, marks[kind].has(at));
    columns.forEach((column, across) => {
      const input = inputOf(one, across), td = one.cells[across + 1];
      const wrong = marks.wrong.get(at)?.[column.id], below = marks.below.get(at)?.[column.id];
      td.classList.toggle("wrong", Boolean(wrong));
      td.classList.toggle("below", Boolean(below));
      input.toggleAttribute("aria-invalid", Boolean(wrong));
      if (wrong || below) input.title = wrong || below;
      else input.removeAttribute("title");
    });
  }

  function reach(at) {
    while (held.length <= at) held.push({});
    return held[at];
  }

  // Which rows there are to be seen, of which those in sight are made.
  function arrange() {
    const every = [...Array(Math.max(table.rows ?? 0, held.length + SPARE_ROWS)).keys()];
    const marked = every.filter((at) => marks.wrong.has(at) || marks.below.has(at));
    words.textContent = say("only_below", { count: marked.length });
    box.disabled = !marked.length && !box.checked;
    const own = Number(document.activeElement.closest?.(`[data-table="${CSS.escape(table.id)}"] tr`)?.dataset.row ?? -1);
    whole.setAttribute("aria-rowcount", every.length + 1);
    sight.have(box.checked && marked.length ? every.filter((at) => at === own || marks.wrong.has(at) || marks.below.has(at)) : every);
  }

  // After rows were changed otherwise than by typing: those that are made have other values.
  function draw() {
    for (const [at, one] of sight.made) {
      columns.forEach((column, across) => { inputOf(one, across).value = held[at]?.[column.id] ?? ""; });
    }
    arrange();
  }

  // The cursor into a cell, which comes into sight.
  function go(at, across) {
    const one = sight.bring(at);
    if (one) inputOf(one, across).focus();
  }

  // Lines and tabs, as a spreadsheet copies them, from the cell on that has the cursor.
  body.addEventListener("paste", (event) => {
    const pasted = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!/[\t\n]/.test(pasted)) return;
    event.preventDefault();
    steps.before("");
    const from = Number(event.target.closest("tr").dataset.row), first = event.target.closest("td").cellIndex - 1;
    pasted.split("\n").forEach((text, down) => {
      const row = reach(from + down);
      text.split("\t").forEach((one, across) => {
        const column = columns[first + across];
        if (column) row[column.id] = one.trim();
      });
    });
    draw();
    steps.say();
    go(from, first);
    setTimeout(tell, 0); // many rows are sent to the engine: first they are to be seen
  });

  body.addEventListener("keydown", (event) => {
    const td = event.target.closest("td"), at = Number(td.parentElement.dataset.row), across = td.cellIndex - 1;
    const turn = (event.ctrlKey || event.metaKey) && { z: event.shiftKey ? 1 : -1, y: 1 }[event.key.toLowerCase()];
    if (turn) {
      event.preventDefault();
      steps.turn(turn);
      go(at, across);
      return;
    }
    const next = sight.order()[sight.order().indexOf(at) + ({ ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key] ?? NaN)];
    if (next !== undefined) {
      event.preventDefault();
      go(next, across);
    }
  });

  box.addEventListener("change", arrange);
  grids.set(table.id, {
    go,
    column: (own) => columns.findIndex((column) => column.id === own),
    // What is said of rows, in the place of what was: {row: {column: words}}.
    mark(kind, said) {
      marks[kind] = new Map(Object.entries(said).map(([at, cells]) => [Number(at), cells]));
      for (const [at, one] of sight.made) dress(one, at);
      arrange();
    },
    // For paper all rows that are filled in, as text beside the grid: ten thousand fields would take many seconds.
    print(all) {
      shown.parentElement.querySelector(".printed")?.remove();
      if (all) shown.after(onPaper());
    },
  });
  draw();
  const charts = make("div", { class: "charts", "data-charts": table.id, hidden: true });
  return make("div", { class: "table" },
    make("div", { class: "row tools" }, steps.buttons, make("label", { class: "check" }, box, words)), shown, charts);
}

addEventListener("beforeprint", () => grids.forEach((one) => one.print(true)));
addEventListener("afterprint", () => grids.forEach((one) => one.print(false)));

// Marks the rows that are not as they have to be and the cells that this lies in: {table: {row: [columns]}}.
function markBelow(below) {
  for (const [table, one] of grids) {
    const rows = Object.entries(below[table] ?? {});
    one.mark("below", Object.fromEntries(rows.map(([at, own]) => [at, Object.fromEntries(own.map((column) => [column, say("cell_below")]))])));
  }
}

// How the rows of each table lie about the limits: pictures of the report, beside the rows that they are of.
function drawCharts(charts) {
  for (const place of document.querySelectorAll("[data-charts]")) {
    const text = charts[place.dataset.charts] ?? "";
    const parsed = new DOMParser().parseFromString(text, "text/html");
    place.replaceChildren(...parsed.body.childNodes);
    place.hidden = !text;
  }
}

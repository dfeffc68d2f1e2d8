// The rows of a table: a grid to type in, or to paste into from a spreadsheet.
const SPARE_ROWS = 3;

// A table of the form; `rows` are objects by column, `changed` is told of all of them.
function grid(table, rows, changed) {
  const held = [...rows]; // by number, without gaps
  const body = make("tbody");
  const tell = () => changed(held);
  const columns = table.columns;

  function cell(at, column) {
    const input = make("input", {
      type: "text", "aria-label": say("cell", { column: column.words, row: at + 1 }), autocomplete: "off",
    });
    input.value = held[at]?.[column.id] ?? "";
    input.addEventListener("input", () => {
      reach(at)[column.id] = input.value.trim();
      grow();
      tell();
    });
    return make("td", { class: column.is_optional ? "optional" : null }, input);
  }

  function reach(at) {
    while (held.length <= at) held.push({});
    return held[at];
  }

  function grow() {
    const wanted = Math.max(table.rows ?? 0, held.length + SPARE_ROWS);
    while (body.rows.length < wanted) {
      const at = body.rows.length;
      body.append(make("tr", {}, make("th", { scope: "row" }, String(at + 1)), columns.map((column) => cell(at, column))));
    }
  }

  function draw() {
    fill(body);
    grow();
  }

  // Lines and tabs, as a spreadsheet copies them, from the cell on that has the cursor.
  body.addEventListener("paste", (event) => {
    const pasted = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!/[\t\n]/.test(pasted)) return;
    event.preventDefault();
    const from = event.target.closest("tr").sectionRowIndex, first = event.target.closest("td").cellIndex - 1;
    pasted.split("\n").forEach((line, down) => {
      const row = reach(from + down);
      line.split("\t").forEach((text, across) => {
        const column = columns[first + across];
        if (column) row[column.id] = text.trim();
      });
    });
    draw();
    tell();
  });

  body.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
    if (!step) return;
    const td = event.target.closest("td");
    const next = body.rows[td.parentElement.sectionRowIndex + step]?.cells[td.cellIndex]?.querySelector("input");
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });

  draw();
  const heads = columns.map((column) => make("th", { scope: "col", title: column.remarks.join("\n") || null },
    column.words, column.is_key ? " *" : "", column.unit ? make("span", { class: "unit" }, column.unit) : null));
  return make("div", { class: "grid", tabindex: "0", role: "region", "aria-label": table.title, "data-table": table.id },
    make("table", {}, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "#"), heads)), body));
}

// The line of a table on the page, by its number from 0.
function lineOf(table, at) {
  return document.querySelector(`[data-table="${CSS.escape(table)}"] tbody`)?.rows[at];
}

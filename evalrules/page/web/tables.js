// The rows of a table: a grid to type in, or to paste into from a spreadsheet.
const SPARE_ROWS = 3;
const MOST_STEPS = 100;

// A table of the form; `rows` are objects by column, `changed` is told of all of them.
function grid(table, rows, changed) {
  const held = [...rows]; // by number, without gaps
  const body = make("tbody");
  const steps = history(held, () => {
    draw();
    tell();
  });
  const tell = () => changed(held);
  const columns = table.columns;

  function cell(at, column) {
    const input = make("input", {
      type: "text", "aria-label": say("cell", { column: column.words, row: at + 1 }), autocomplete: "off",
    });
    input.value = held[at]?.[column.id] ?? "";
    input.addEventListener("input", () => {
      steps.before(`${at} ${column.id}`);
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
    steps.before("");
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
    steps.say();
    cellAt(body, from, first + 1)?.focus();
  });

  body.addEventListener("keydown", (event) => {
    const td = event.target.closest("td"), at = td.parentElement.sectionRowIndex;
    const turn = (event.ctrlKey || event.metaKey) && { z: event.shiftKey ? 1 : -1, y: 1 }[event.key.toLowerCase()];
    if (turn) {
      event.preventDefault();
      steps.turn(turn);
      cellAt(body, at, td.cellIndex)?.focus();
      return;
    }
    const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
    const next = step && nextShown(body, at, step, td.cellIndex);
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });

  draw();
  const heads = columns.map((column) => make("th", { scope: "col", title: column.remarks.join("\n") || null },
    column.words, column.is_key ? " *" : "", column.unit ? make("span", { class: "unit" }, column.unit) : null));
  const shown = make("div", { class: "grid", tabindex: "0", role: "region", "aria-label": table.title, "data-table": table.id },
    make("table", {}, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "#"), heads)), body));
  return make("div", { class: "table" }, make("div", { class: "row tools" }, steps.buttons, filter(shown)), shown);
}

function cellAt(body, row, column) {
  return body.rows[row]?.cells[column]?.querySelector("input");
}

// The cell above or below, past rows that are not shown.
function nextShown(body, from, step, column) {
  let at = from + step;
  while (body.rows[at]?.hidden) at += step;
  return cellAt(body, at, column);
}

// What a table held before each change, to go back to and forth; typing in one cell is one change.
function history(held, redraw) {
  const past = [], future = [];
  let typed = "";
  const copy = () => held.map((row) => ({ ...row }));
  const turn = (direction) => {
    const [from, to] = direction < 0 ? [past, future] : [future, past];
    if (!from.length) return;
    to.push(copy());
    held.splice(0, held.length, ...from.pop());
    typed = "";
    redraw();
    tellButtons();
  };
  const back = button(say("undo"), () => turn(-1), { "data-do": "undo" }), forth = button(say("redo"), () => turn(1), { "data-do": "redo" });
  const tellButtons = () => {
    back.disabled = !past.length;
    forth.disabled = !future.length;
  };
  tellButtons();
  return {
    turn,
    buttons: [back, forth],
    say: tellButtons,
    before(cell) {
      if (!cell || cell !== typed) past.push(copy());
      if (past.length > MOST_STEPS) past.shift();
      typed = cell;
      future.length = 0;
      tellButtons();
    },
  };
}

// A box that leaves those rows in sight that are wrong or below what is required.
function filter(shown) {
  const box = make("input", { type: "checkbox" }), words = make("span", {}, say("only_below", { count: 0 }));
  const draw = () => {
    const rows = [...shown.querySelectorAll("tbody tr")], marked = rows.filter((row) => row.matches(".wrong, .below"));
    words.textContent = say("only_below", { count: marked.length });
    for (const row of rows) row.hidden = box.checked && marked.length > 0 && !row.matches(".wrong, .below, :focus-within");
  };
  box.addEventListener("change", draw);
  shown.addEventListener("marked", draw);
  return make("label", { class: "check" }, box, words);
}

// Marks the rows that are not as they have to be, by table and number.
function markBelow(below) {
  for (const shown of document.querySelectorAll(".grid")) {
    const numbers = new Set(below[shown.dataset.table] ?? []);
    shown.querySelectorAll("tbody tr").forEach((row, at) => row.classList.toggle("below", numbers.has(at)));
    shown.dispatchEvent(new Event("marked"));
  }
}

// The line of a table on the page, by its number from 0.
function lineOf(table, at) {
  return document.querySelector(`[data-table="${CSS.escape(table)}"] tbody`)?.rows[at];
}

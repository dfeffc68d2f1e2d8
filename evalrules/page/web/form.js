// The form of a standard, and what was filled in as the engine wants it.

// The lines of a form in the order in which they are evidence, each with its key.
function linesOf(form) {
  const counted = new Map();
  const every = [form.opening, ...form.sheets, ...(form.votes ? [form.votes] : [])].flatMap((sheet) => sheet.entries);
  return every.filter((entry) => entry.section).map((line) => {
    const own = `${line.section}\u001f${line.id}`;
    counted.set(own, (counted.get(own) ?? 0) + 1);
    return { line, key: keyOf(line, counted.get(own)) };
  });
}

// What was filled in, and of each entry the key of its field.
function filledIn(form, work) {
  const entries = [], keys = [];
  for (const { line, key } of linesOf(form)) {
    const held = work.values[key], value = written(line, held), year = held?.year ?? "";
    if (!value && !year) continue;
    entries.push({ section: line.section, id: line.id, year, value });
    keys.push(key);
  }
  return { form: { entries, tables: work.tables }, keys };
}

function isFilled(row) {
  return Object.values(row).some(Boolean);
}

function isEmpty(form, work) {
  return !filledIn(form, work).form.entries.length && Object.values(work.tables).flat().every((row) => !isFilled(row));
}

// The form as elements; `changed` is called after every change. `ids` is filled with the id of each key's field.
function formElement(form, work, ids, changed) {
  const lines = linesOf(form);
  grids.clear();
  let at = 0, above = "";
  const entry = (one) => {
    if (!one.section) {
      above = one.number;
      return heading(one);
    }
    const { key } = lines[at];
    const line = one.number === above ? { ...one, number: "" } : one; // the number stands above it
    const id = `field-${at}`;
    at += 1;
    ids.set(key, id);
    return field(line, id, work.values[key] ?? {}, (value) => {
      work.values[key] = value;
      changed();
    });
  };
  const fields = (sheet) => sheet.entries.map(entry);
  const sheets = [
    section(say("who"), fields(form.opening), true),
    ...form.sheets.map((sheet) => section(sheet.title, fields(sheet), true)),
    ...(form.votes ? [section(form.votes.title, fields(form.votes), false)] : []),
    ...form.tables.map((table) => tableSection(table, work, changed)),
  ];
  const members = form.members.length ? [make("p", { class: "note" }, say("members_by_file", { groups: form.members.join("、") }))] : [];
  return make("div", { class: "filling" }, sheets, members);
}

function heading(entry) {
  const words = [entry.number ? make("span", { class: "number" }, entry.number) : null, entry.heading];
  return make("h3", { class: entry.is_block ? "block" : null }, words);
}

function section(title, content, isOpen) {
  return make("details", { class: "sheet", open: isOpen }, make("summary", {}, make("h2", {}, title)), content);
}

function tableSection(table, work, changed) {
  const rows = work.tables[table.id] ?? [];
  return section(table.title, [
    make("p", { class: "help" }, say("table_help")),
    grid(table, rows, (found) => {
      work.tables[table.id] = found;
      changed();
    }),
  ], true);
}

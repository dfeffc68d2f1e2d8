// The fields of a form: one for each line that the form of the standard has.

// What was filled in is kept by section, id and, of lines that are there more than once, their number.
function keyOf(line, count) {
  return [line.section, line.id, count].join("\u001f");
}

// A field for a line; `held` is what was filled in ({value, year}), `changed` is told of what is. It is a form of its own,
// as each cell of a table is and each value that is tried: when one is entered, Firefox looks whether its form asks for an
// address, 3 ms for each field that is in it.
function field(line, id, held, changed) {
  const value = { ...held };
  const tell = () => changed(value);
  const problems = make("p", { class: "problem", id: `${id}-problem`, hidden: true });
  const help = helpOf(line);
  const described = [help ? `${id}-help` : "", `${id}-problem`].filter(Boolean).join(" ");
  const input = line.options.length
    ? choice(line, value, tell, { id, "aria-describedby": described })
    : text(line, value, tell, { id, "aria-describedby": described });
  return make("form", { class: line.is_optional ? "field optional" : "field", "data-id": line.id },
    make("label", { for: id }, line.number ? make("span", { class: "number" }, line.number) : null, line.words),
    make("div", { class: "entry" },
      line.by_year ? year(value, tell, `${id}-year`) : null, input,
      line.unit ? make("span", { class: "unit" }, line.unit) : null),
    help ? make("p", { class: "help", id: `${id}-help` }, help) : null,
    problems);
}

function helpOf(line) {
  return [rangeOf(line), ...line.remarks, line.clause].filter(Boolean).join(language === "zh" ? "；" : "; ");
}

// Which values a line takes, where that is said in a word.
function rangeOf(line) {
  if (line.kind === "date") return say("as_date");
  if (line.kind === "ratio") return say("as_ratio");
  if (!["count", "percent", "decimal"].includes(line.kind)) return "";
  if (line.low !== null && line.high !== null) return say("between", line);
  return line.low === null || line.low === "0" ? "" : say("at_least", line);
}

function text(line, value, tell, attributes) {
  const isNumber = ["count", "percent", "decimal", "year"].includes(line.kind);
  const input = make("input", {
    type: "text", autocomplete: "off", spellcheck: "false", class: isNumber ? "figure" : line.kind,
    inputmode: isNumber ? "decimal" : null, ...attributes,
  });
  input.value = value.value ?? "";
  input.addEventListener("input", () => {
    value.value = input.value.trim();
    tell();
  });
  return input;
}

// A list keeps the number of the option: its words are those of the language.
function choice(line, value, tell, attributes) {
  const options = line.options.map((option, at) => make("option", { value: String(at) }, option));
  const select = make("select", attributes, make("option", { value: "" }, say("not_filled")), ...options);
  select.value = value.option === undefined ? "" : String(value.option);
  select.addEventListener("change", () => {
    if (select.value === "") delete value.option;
    else value.option = Number(select.value);
    tell();
  });
  return select;
}

function year(value, tell, id) {
  const input = make("input", { type: "text", inputmode: "numeric", class: "year", id, "aria-label": say("year"), placeholder: say("year") });
  input.value = value.year ?? "";
  input.addEventListener("input", () => {
    value.year = input.value.trim();
    tell();
  });
  return input;
}

// What a line was filled in with, as evidence has it.
function written(line, held) {
  if (!held) return "";
  return line.options.length ? line.options[held.option] ?? "" : held.value ?? "";
}

function showProblem(id, problem) {
  const input = document.getElementById(id), place = document.getElementById(`${id}-problem`);
  place.hidden = !problem;
  place.textContent = problem ? [problem.says, problem.hint].filter(Boolean).join(language === "zh" ? "。" : ". ") : "";
  place.classList.toggle("question", Boolean(problem) && problem.severity !== "error");
  input.toggleAttribute("aria-invalid", Boolean(problem) && problem.severity === "error");
}

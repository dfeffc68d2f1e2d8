// What if: other values in the place of those that were given, and both verdicts beside each other.

// Where evidence has what people decide, by how the result says that it was decided.
const SECTIONS = { panel: "grades", capped: "grades", awarded: "points" };

// What can be changed: the facts and decisions that the result names, each by its path.
function changeable(result) {
  const titles = result.titles, found = new Map();
  const decided = new Set(result.missing.filter((one) => one.kind === "grade").map((one) => one.id));
  const quoted = (own) => (/^[\p{L}_][\p{L}\p{N}_:]*$/u.test(own) ? own : JSON.stringify(own));
  for (const indicator of result.indicators) {
    for (const fact of indicator.facts) {
      const title = titles.measures[fact.measure];
      const isPlain = typeof fact.value !== "object" || fact.value === null;
      if (title && isPlain && !/[[.]/.test(fact.measure)) {
        found.set(`facts.${fact.measure}`, { title: inLanguage(title), value: shownValue(fact.value), unit: fact.unit });
      }
    }
    const section = decided.has(indicator.id) ? "grades" : SECTIONS[indicator.basis];
    if (section) {
      const label = `${/\d/.test(indicator.id) ? `${indicator.id} ` : ""}${inLanguage(indicator.title)}`;
      const value = section === "points" ? indicator.points : labelOf(titles.grades, indicator.grade);
      found.set(`${section}.${quoted(indicator.id)}`, { title: label, value: shownValue(value ?? null), unit: "" });
    }
  }
  return found;
}

function labelOf(titles, own) {
  return own && titles[own] ? inLanguage(titles[own]) : own;
}

function shownValue(value) {
  if (value === null) return "";
  return typeof value === "boolean" ? say(value ? "yes" : "no") : String(value);
}

// The panel; `request` gives what is asked about, `kept` the values that were tried.
function whatIfElement(request, kept, changed) {
  const rows = make("div", { class: "trials" }), answer = make("div", { role: "status" });
  const search = make("input", { type: "search", "aria-label": say("find_figure"), placeholder: say("find_figure") });
  const isSet = () => Object.keys(kept).length > 0;
  const draw = latest(async () => {
    if (!isSet()) return fill(answer, make("p", { class: "help" }, say("what_if_help")));
    const { asking, files } = request();
    const found = await ask({ ...asking, do: "what_if", set: kept }, files);
    return fill(answer, found.before ? both(found) : make("p", { class: "problem" }, say("failed", found)));
  });
  const input = (path, one, at) => {
    const id = `trial-${at}`;
    const made = make("input", { type: "text", id, placeholder: one.value || say("unknown"), autocomplete: "off" });
    made.value = kept[path] ?? "";
    made.addEventListener("input", () => {
      if (made.value.trim()) kept[path] = made.value.trim();
      else delete kept[path];
      changed();
      draw();
    });
    return make("form", { class: "trial", "data-path": path },
      make("label", { for: id }, one.title), make("span", { class: "now" }, one.value || say("unknown")), made,
      one.unit ? make("span", { class: "unit" }, one.unit) : null);
  };
  let every = [];
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    for (const row of rows.children) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
  const element = make("section", { class: "what-if" }, answer,
    make("form", { class: "row" }, search, button(say("take_back"), () => {
      for (const path of Object.keys(kept)) delete kept[path];
      for (const made of rows.querySelectorAll("input")) made.value = "";
      changed();
      draw();
    })), rows);
  return {
    element,
    show(result) {
      const before = JSON.stringify(every);
      every = [...changeable(result)];
      if (rows.contains(document.activeElement) || (rows.firstChild && JSON.stringify(every) === before)) return draw();
      fill(rows, every.map(([path, one], at) => input(path, one, at)));
      return draw();
    },
  };
}

function both({ before, after, changes }) {
  const side = (words, told) => make("div", { class: "side" }, make("h3", {}, say(words)), verdictElement(told));
  const told = changes.filter((one) => one.lines.length).map((one) => make("section", {}, make("h3", {}, one.title),
    make("ul", {}, one.lines.map((line) => make("li", {}, line.replace(/^\s*- /, ""))))));
  return [
    make("div", { class: "sides" }, side("as_it_is", before), side("with_changes", after)),
    problemList(after.problems.filter((one) => one.severity === "error")), ...told,
  ];
}

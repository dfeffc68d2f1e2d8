// One work: what was filled in or opened on one side, the verdict and the report on the other.
async function showWork(work) {
  const main = fill(document.getElementById("main"), make("p", { role: "status" }, say("opening")));
  await engine.ready;
  const form = work.files ? null : await ask({ do: "form", ruleset: work.ruleset });
  if (current !== work) return main; // the reader went elsewhere meanwhile
  if (form && !form.sheets) return fill(main, failure(form), button(say("back"), showStart));
  return workElement(main, work, form);
}

const QUIET = 500; // milliseconds without a change after which the report is made

function pause(time) {
  return new Promise((resolve) => setTimeout(resolve, time));
}

// Until what was changed is painted, and whatever else waits is done; a page that nobody sees has no frames.
async function painted() {
  await Promise.race([new Promise(requestAnimationFrame), pause(100)]);
  await pause(0);
}

// How often something was done, told on the page itself.
function count(what) {
  document.body.dataset[what] = String(1 + Number(document.body.dataset[what] ?? 0));
}

function failure(answer) {
  const problems = answer.problems ? problemList(answer.problems) : null;
  return make("div", { class: "verdict bad", role: "alert" }, make("p", {}, say(answer.lacks ? "lacks" : "failed", answer)), problems);
}

async function workElement(main, work, form) {
  const ids = new Map(), report = reportFrame();
  const verdict = make("div", { class: "verdicts", role: "status", "aria-live": "polite" }), wrong = make("div");
  const title = make("h1", { tabindex: "-1" });
  const request = () => (form
    ? { asking: { ruleset: work.ruleset, form: filledIn(form, work).form }, files: [] }
    : { asking: { ruleset: work.ruleset || null }, files: work.files });
  const trial = whatIfElement(request, work.set, () => keepWork(work));
  const result = make("section", { class: "result", id: "panel-result" }, wrong,
    downloads(request, () => nameOf(work, form), Boolean(form), report.print));

  // The verdict at once; the report, of which more is to be found out and drawn, when the reader pauses.
  const check = latest(async ({ isOvertaken, rest }) => {
    const { asking, files } = request();
    const filled = form ? filledIn(form, work) : null;
    const busy = setTimeout(() => fill(verdict, make("p", { class: "help" }, say("computing"))), 800);
    const told = await ask({ ...asking, do: "check" }, files);
    clearTimeout(busy);
    if (current !== work) return keepWork(work); // the reader went elsewhere meanwhile: there is no field to tell
    if (!told.verdicts) return fill(verdict, failure(told));
    fill(verdict, form && isEmpty(form, work) ? make("p", { class: "help" }, say("begin")) : verdictElement(told));
    const left = filled ? marked(told.problems, filled, ids, form) : told.problems;
    fill(wrong, problemList(left), needsStandard(told) ? standardChoice(work, check) : null);
    work.verdict = inShort(told.verdicts);
    title.textContent = titleOf(work);
    count("answered");
    report.age();
    await rest(asking.form ? QUIET : 0);
    keepWork(work);
    const found = {};
    for (const part of form?.tables.length ? ["below", "gaps", "charts", "html", "json"] : ["html", "json"]) {
      if (isOvertaken()) return null;
      let told = await ask({ ...asking, do: "result", part }, files);
      while (told.drawing && !isOvertaken()) told = await ask({ do: "more" });
      Object.assign(found, told);
      if (part === "below" && !isOvertaken()) markBelow(found.below ?? {});
      if (part === "charts" && !isOvertaken()) drawCharts(found.charts ?? {});
    }
    if (isOvertaken() || !found.html) return null;
    if (!await report.show(found.html, isOvertaken)) return null;
    await pause(0);
    const only = told.verdicts.length === 1 ? JSON.parse(found.json).results[0] : null;
    if (only?.verdict) trial.show(only);
    return count("reported");
  });

  let opened = null;
  const redraw = () => {
    const now = openedElement(work, () => { redraw(); check(); });
    opened?.replaceWith(now);
    opened = now;
    return now;
  };
  const given = form ? formElement(form, work, ids, check) : redraw();
  title.textContent = titleOf(work);
  await pause(0); // made; laid out only after what else there is to do
  if (current !== work) return main;
  fill(main,
    make("div", { class: "head" }, button(`← ${say("back")}`, showStart, { class: "plain" }), title), verdict,
    tabs([["given", say(form ? "fill_in" : "files"), given], ["result", say("result"), result], ["what-if", say("what_if"), trial.element]]));
  await painted(); // the cursor would have it laid out at once, and a frame is a document of its own
  if (current !== work) return main;
  result.append(report.frame);
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
  check();
  return main;
}

// Sections of which a narrow screen shows one; a wide one has the report beside the other two.
function tabs(every) {
  const list = make("div", { class: "tabs", role: "group", "aria-label": say("parts") }), box = make("div", { class: "panels" });
  const choose = (chosen) => {
    box.dataset.shown = chosen;
    for (const one of list.children) one.setAttribute("aria-pressed", String(one.dataset.panel === chosen));
  };
  for (const [name, words, element] of every) {
    list.append(button(words, () => {
      choose(name);
      if (box.getBoundingClientRect().top < 0) box.scrollIntoView(); // its beginning, not somewhere in it
    }, { "data-panel": name }));
    box.append(make("div", { class: `panel ${name}` }, element));
  }
  choose(every[0][0]);
  return [list, box];
}

// Problems at their fields; those that have none are given back, of a row of a table with the row.
function marked(problems, { keys }, ids, form) {
  const wrong = {}; // by table, row and column
  for (const id of ids.values()) showProblem(id, null);
  const left = problems.flatMap((one) => {
    const id = one.entry === null ? undefined : ids.get(keys[one.entry]);
    if (id) showProblem(id, one);
    if (id) return [];
    if (!one.row) return [one];
    const [table, at] = one.row, cells = ((wrong[table] ??= {})[at] ??= {});
    cells[one.cell] = [cells[one.cell], one.says].filter(Boolean).join("\n");
    const declared = form.tables.find((own) => own.id === table);
    const column = declared.columns.find((own) => own.id === one.cell);
    const place = [say("at_row", { table: declared.title, row: at + 1 }), column?.words].filter(Boolean).join(say("comma"));
    return [{ ...one, place, go: () => grids.get(table).go(at, Math.max(0, grids.get(table).column(one.cell))) }];
  });
  for (const [table, one] of grids) one.mark("wrong", wrong[table] ?? {});
  return left;
}

function needsStandard(told) {
  return told.problems.some((one) => one.code === "ER012");
}

function standardChoice(work, check) {
  const select = make("select", { id: "standard-choice" }, make("option", { value: "" }, say("not_filled")),
    ABOUT.standards.map((one) => make("option", { value: one.ruleset }, inLanguage(one.title))));
  select.addEventListener("change", () => {
    work.ruleset = select.value;
    check();
  });
  return make("form", { class: "field" }, make("label", { for: "standard-choice" }, say("which_standard")), select);
}

function titleOf(work) {
  return ABOUT.standards.find((one) => one.ruleset === work.ruleset)?.title[language] ?? work.verdict?.standard ?? work.files?.[0]?.name ?? "";
}

function nameOf(work, form) {
  const own = form ? Object.entries(work.values).find(([key]) => key.startsWith("subject\u001fname\u001f"))?.[1].value : work.files[0].name.replace(/\.[^.]+$/, "");
  return (own || titleOf(work)).replace(/[\\/:*?"<>|]/g, "_").slice(0, 60);
}

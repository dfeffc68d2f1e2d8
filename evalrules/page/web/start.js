// The first screen: files to open, what was worked on before, and the standards by name.
function showStart() {
  current = null;
  const list = make("ul", { class: "standards" }), count = make("p", { class: "help", role: "status" });
  const search = make("input", { type: "search", id: "find", autocomplete: "off" });
  const draw = () => {
    const found = ABOUT.standards.filter((one) => isFound(one, search.value));
    fill(list, found.map(standardItem));
    count.textContent = say("found", { count: found.length });
  };
  search.addEventListener("input", draw);
  draw();
  const main = fill(document.getElementById("main"),
    make("h1", { tabindex: "-1" }, say("title")), make("p", { class: "lead" }, say("lead")),
    works.isKept ? null : make("p", { class: "note" }, say("not_kept")),
    dropZone(), works.list.length ? workList() : null,
    make("section", { "aria-labelledby": "standards-title" },
      make("h2", { id: "standards-title" }, say("standards")),
      make("label", { for: "find" }, say("find")), search, count, list));
  scrollTo(0, 0);
  return main;
}

function squeezed(text) {
  return text.toLowerCase().replace(/\s+/g, "");
}

function isFound(standard, wanted) {
  const text = squeezed([standard.ruleset, standard.title.zh, standard.title.en, standard.document].join("\n"));
  return wanted.split(/\s+/).every((word) => text.includes(squeezed(word)));
}

function standardItem(standard) {
  const [from, to] = standard.in_force.split(".."), name = from && to ? "in_force" : from ? "in_force_from" : "in_force_to";
  const force = from || to ? say(name, { from, to }) : "";
  return make("li", {}, make("button", { type: "button", class: "standard", "data-ruleset": standard.ruleset,
    onclick: () => openWork(newWork(standard.ruleset)) },
  make("strong", {}, inLanguage(standard.title)),
  make("span", { class: "help" }, [standard.ruleset, say("indicators", { count: standard.indicators }), force].filter(Boolean).join(" · "))));
}

function dropZone() {
  const take = (files) => files.length && openWork(newWork("", files));
  const zone = make("section", { class: "drop", "aria-labelledby": "open-title" },
    make("h2", { id: "open-title" }, say("open")), make("p", { class: "help" }, say("open_help")),
    fileButton(say("choose_files"), take, { class: "main" }));
  acceptDrops(zone, take);
  return zone;
}

function workList() {
  const item = (work) => make("li", {},
    make("button", { type: "button", class: "standard", onclick: () => openWork(work) },
      make("strong", {}, work.verdict?.title || titleOf(work)),
      make("span", { class: "help" }, [titleOf(work), work.verdict?.verdict].filter(Boolean).join(" · "))),
    button(say("forget"), async () => { await forgetWork(work); showStart(); },
      { "aria-label": say("forget_one", { name: work.verdict?.title || titleOf(work) }) }));
  return make("section", { "aria-labelledby": "works-title" },
    make("h2", { id: "works-title" }, say("works")), make("ul", { class: "works" }, works.list.map(item)),
    works.isKept ? make("p", { class: "help" }, say("works_help")) : null,
    button(say("forget_all"), async () => {
      if (!confirm(say("forget_sure"))) return;
      await forgetAll();
      showStart();
    }, { id: "forget-all" }));
}

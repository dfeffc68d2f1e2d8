// Verdicts, problems and the report of the engine, and the files that can be taken away.
const TYPES = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", html: "text/html", json: "application/json",
  zip: "application/zip", docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};
const MOST_PROBLEMS = 4;
const SIGNS = { good: "✓", bad: "✗", open: "?" };

function verdictElement(told) {
  return told.verdicts.map((one) => one.verdict === null
    ? make("div", { class: "verdict bad" }, make("p", { class: "word" }, say("no_verdict")),
      told.verdicts.length > 1 ? make("p", {}, one.path) : null)
    : make("div", { class: `verdict ${one.tone}` },
      make("p", { class: "word" }, make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[one.tone]), one.verdict),
      make("p", { class: "of" }, told.verdicts.length > 1 ? one.title : one.reasons[0] ?? "")));
}

// Problems that belong to no field of a form.
function problemList(problems) {
  if (!problems.length) return null;
  const first = make("ul", { class: "problems" }, problems.slice(0, MOST_PROBLEMS).map(problemItem));
  const rest = problems.slice(MOST_PROBLEMS);
  return make("div", {}, first, rest.length ? make("details", {}, make("summary", {}, say("more_problems", { count: rest.length })),
    make("ul", { class: "problems" }, rest.map(problemItem))) : null);
}

function problemItem(one) {
  const place = one.go ? button(one.place, one.go, { class: "plain place" }) : make("span", { class: "place" }, one.place);
  return make("li", { class: one.severity }, one.place ? place : null, make("span", {}, one.says),
    one.hint ? make("span", { class: "hint" }, one.hint) : null);
}

// The report in a frame of its own, which is as high as what it holds.
function reportFrame() {
  const frame = make("iframe", { class: "report", sandbox: "allow-same-origin allow-modals", title: say("report"), scrolling: "no" });
  frame.srcdoc = "<!DOCTYPE html><html><head></head><body></body></html>";
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  const fit = () => {
    const inner = frame.contentDocument?.documentElement;
    if (inner?.offsetHeight) frame.style.height = `${inner.offsetHeight + 2}px`;
  };
  new ResizeObserver(fit).observe(frame); // also when it is shown again
  return {
    frame,
    // What it says is of before a change, until it is shown anew.
    age: () => frame.classList.add("old"),
    // Other content in the same document, so that the reader stays where she is. Only what is other is drawn, and not
    // all at once: in between the page can do something else. Whether all was drawn: what is overtaken is left as it is.
    async show(text, isOvertaken) {
      await loaded;
      const breathe = breathing(isOvertaken), parsed = new DOMParser().parseFromString(text, "text/html");
      await breathe();
      if (!frame.contentDocument) return false; // the reader went elsewhere meanwhile
      if (!await become(frame.contentDocument.documentElement, parsed.documentElement, breathe)) return false;
      fit();
      frame.classList.remove("old");
      return true;
    },
    print: () => frame.contentWindow.print(),
  };
}

const LONGEST = 12; // milliseconds that are drawn at a stretch
const MOST_DRAWN = 500; // elements that are added before they are laid out

// Waits for the page to lay out what was added and to do what else there is, where too much was drawn already. Whether
// to go on.
function breathing(isOvertaken) {
  let since = performance.now(), left = MOST_DRAWN;
  return async (added = 0) => {
    left -= added;
    if (left > 0 && performance.now() - since < LONGEST) return true;
    await painted();
    since = performance.now();
    left = MOST_DRAWN;
    return !isOvertaken();
  };
}

function sizeOf(element) {
  return element.getElementsByTagName?.("*").length ?? 0; // a text has no elements
}

// Makes an element like another one, part by part. Whether that was finished.
async function become(old, now, breathe) {
  if (!await breathe()) return false;
  if (old.isEqualNode(now)) return true;
  if (old.nodeName !== now.nodeName || !now.firstElementChild) {
    old.replaceWith(now);
    return breathe(sizeOf(now));
  }
  for (const name of old.getAttributeNames()) if (!now.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of now.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  let at = old.firstChild;
  for (const one of [...now.childNodes]) {
    let place = counterpart(old, at, one);
    while (place && at !== place) at = removed(at);
    if (!place) {
      place = sizeOf(one) > MOST_ELEMENTS ? one.cloneNode(false) : one;
      old.insertBefore(place, at);
    }
    at = place.nextSibling;
    if (!await (place === one ? breathe(sizeOf(one)) : become(place, one, breathe))) return false;
  }
  while (at) at = removed(at);
  return true;
}

// What is there for a part of an element: that of the same name, and for what has no name what is next, if it has none.
// By place alone, all sections below a new one would take each other's names, and be laid out anew at a stretch.
function counterpart(old, next, one) {
  if (!one.id) return next?.id ? null : next;
  const named = old.ownerDocument.getElementById(one.id);
  return named?.parentNode === old ? named : null;
}

function removed(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

const MOST_ELEMENTS = 60; // an element that holds more is not added at a stretch

// Buttons for the files; `request` gives what is asked about, `name` how files are called.
function downloads(request, name, isForm, print) {
  const status = make("p", { class: "help", role: "status" });
  const get = async (asked, suffix, format) => {
    status.textContent = say("making_file");
    const { asking, files } = request();
    const found = await ask({ ...asking, ...asked }, files);
    status.textContent = found.base64 ? "" : found.problems?.map((one) => `${one.says} ${one.hint}`)[0] ?? say("no_file");
    if (found.base64) download(`${name()}${suffix}`, Uint8Array.from(atob(found.base64), (sign) => sign.charCodeAt(0)), TYPES[format]);
  };
  const report = (words, suffix, format) => button(say(words), () => get({ do: "report", format }, suffix, format));
  return make("section", { class: "downloads", "aria-label": say("downloads") },
    make("div", { class: "buttons" },
      isForm ? button(say("get_form"), () => get({ do: "workbook" }, `-${say("name_form")}.xlsx`, "xlsx")) : null,
      report(isForm ? "get_result" : "get_annotated", `-${say("name_result")}.xlsx`, "xlsx"),
      report("get_word", `-${say("name_word")}.docx`, "docx"),
      button(say("get_self_report"), () => get({ do: "report", format: "self-report" }, `-${say("name_self_report")}.docx`, "docx")),
      report("get_html", `-${say("name_report")}.html`, "html"),
      button(say("get_plan"), () => get({ do: "plan" }, `-${say("name_plan")}.xlsx`, "xlsx")),
      button(say("get_bundle"), () => get({ do: "bundle" }, `-${say("name_bundle")}.zip`, "zip")),
      report("get_json", `-${say("name_result")}.json`, "json"),
      button(say("print"), print)),
    status);
}

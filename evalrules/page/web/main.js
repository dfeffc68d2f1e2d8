// The page begins: language, the state of the engine, the first screen.
let current = null;

function openWork(work) {
  current = work;
  keepWork(work);
  return showWork(work);
}

function isOld() {
  return typeof DecompressionStream === "undefined" || typeof WebAssembly === "undefined" || typeof indexedDB === "undefined";
}

function drawFrame() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  document.getElementById("home").textContent = say("brand");
  document.getElementById("language").textContent = say("other_language");
  document.getElementById("language").lang = language === "zh" ? "en" : "zh-CN";
  const holds = ABOUT.holds.map(([name, version]) => `${name} ${version}`).join(say("comma"));
  document.getElementById("made-by").textContent = say("made_by", { version: ABOUT.version, holds });
}

function drawState(name, values) {
  const state = document.getElementById("engine-state");
  state.textContent = say(name, values);
  state.dataset.state = name;
}

async function start() {
  let state = ["preparing", {}];
  const draw = () => {
    drawFrame();
    drawState(...state);
    if (current) showWork(current);
    else showStart();
  };
  document.getElementById("language").addEventListener("click", () => {
    language = language === "zh" ? "en" : "zh";
    draw();
  });
  document.getElementById("home").addEventListener("click", showStart);
  for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault()); // a file beside the place for it does not replace the page
  addEventListener("submit", (event) => event.preventDefault()); // there is nowhere to send anything
  drawFrame();
  if (isOld()) {
    fill(document.getElementById("main"), make("p", { class: "verdict bad" }, say("old_browser")));
    return;
  }
  if (ABOUT.files && location.protocol === "file:") {
    fill(document.getElementById("main"), make("p", { class: "verdict bad" }, say("needs_server")));
    return;
  }
  drawState(...state);
  await openWorks();
  showStart();
  try {
    await startEngine();
    state = ["ready", {}];
  } catch (problem) {
    state = ["not_started", { failed: problem.message }];
  }
  drawState(...state);
}

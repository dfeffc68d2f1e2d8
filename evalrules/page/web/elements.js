// Elements of the page, made from data: text is always text.
function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function button(words, act, attributes = {}) {
  return make("button", { type: "button", onclick: act, ...attributes }, words);
}

// The same element with other content.
function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== ""));
  return element;
}

// Files that the reader chooses from a dialog.
function fileButton(words, take, attributes = {}) {
  const input = make("input", { type: "file", multiple: true, class: "unseen", tabindex: "-1", "aria-hidden": "true" });
  input.addEventListener("change", async () => {
    const files = await readAll([...input.files]);
    input.value = ""; // or the same name could not be chosen again once it was corrected
    take(files);
  });
  return make("span", {}, button(words, () => input.click(), attributes), input);
}

// A place where files can be dropped.
function acceptDrops(element, take) {
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    element.classList.add("over");
  });
  element.addEventListener("dragleave", () => element.classList.remove("over"));
  element.addEventListener("drop", async (event) => {
    event.preventDefault();
    element.classList.remove("over");
    take(await readAll([...event.dataTransfer.files]));
  });
}

async function readAll(files) {
  return Promise.all(files.map(async (file) => ({ name: file.name, data: new Uint8Array(await file.arrayBuffer()) })));
}

function download(name, data, type) {
  const address = URL.createObjectURL(new Blob([data], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

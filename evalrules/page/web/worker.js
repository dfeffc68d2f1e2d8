// The worker: Python starts here, and answers what the page asks. It can reach nothing but what the page gave it.
"use strict";

// pyodide takes a worker that can import scripts for one of the old kind, and refuses it.
self.importScripts = () => { throw new Error("nothing is imported"); };

// Modules are imported from the archive as it is: unpacking two thousand files takes longer.
const HOME = "/evalrules.zip";
const KEPT = "/kept";
const REST = 2000; // milliseconds without a request after which Python tidies up
const MOST_UNTIDY = 100; // answers before that is done in any case
let desk = null;
let memory = null; // what was assessed last
let pyodide = null;

function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

// A part as it stands in the page, or of a site from its address: the only thing that is ever fetched.
async function packed(part) {
  if (typeof part === "string") return new Blob([bytesOf(part)]).stream();
  const found = await fetch(part.address);
  if (!found.ok) throw new Error(`${part.address} ${found.status}`);
  return found.body;
}

async function unpacked(part) {
  const stream = (await packed(part)).pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

// A module that the worker made itself: one from the page would be refused in Chromium.
function moduleOf(data) {
  return import(URL.createObjectURL(new Blob([data], { type: "text/javascript" })));
}

// What pyodide fetches comes from memory; there is nothing else to fetch.
function serve(files) {
  self.fetch = async (address) => {
    const name = String(address.url ?? address).split("/").pop();
    if (!(name in files)) throw new TypeError("nothing is fetched");
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return new Response(files[name], { headers: { "Content-Type": type } });
  };
}

async function begin({ parts, lock }) {
  const names = Object.keys(parts);
  const data = await Promise.all(names.map((name) => unpacked(parts[name])));
  const files = Object.fromEntries(names.map((name, at) => [name, data[at]]));
  serve(files);
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([
    moduleOf(files["pyodide.mjs"]), moduleOf(files["pyodide.asm.mjs"]),
  ]);
  pyodide = await loadPyodide({
    indexURL: "file:///runtime/", createPyodideModule, lockFileContents: JSON.stringify(lock),
    stdout: () => {}, stderr: () => {},
  });
  pyodide.FS.writeFile(HOME, new Uint8Array(files["packages.zip"]));
  const kept = files["kept.zip"]; // rulesets checked where the page was made, under keys that hang on the age of HOME
  pyodide.runPython(`import os, sys; sys.path.insert(0, "${HOME}"); os.utime("${HOME}", (0, 0)); os.mkdir("${KEPT}", 0o700)`);
  if (kept) pyodide.unpackArchive(kept, "zip", { extractDir: KEPT });
  pyodide.runPython(`os.environ["EVALRULES_CACHE"] = "${kept ? KEPT : ""}"`);
  desk = pyodide.pyimport("evalrules.page.desk");
  memory = desk.Memory();
  pyodide.runPython("import gc; gc.disable()"); // it would tidy up while the reader waits: half an answer more
}

const untidy = { answers: 0, rest: 0 };

function tidy() {
  untidy.answers = 0;
  pyodide.runPython("gc.collect()");
}

// To be called after every answer.
function tidyLater() {
  untidy.answers += 1;
  if (untidy.answers > MOST_UNTIDY) tidy();
  clearTimeout(untidy.rest);
  untidy.rest = setTimeout(tidy, REST);
}

function answered({ request, files }) {
  const given = pyodide.toPy(new Map(files));
  try {
    return JSON.parse(desk.answer(JSON.stringify(request), given, memory));
  } finally {
    given.destroy();
  }
}

// What went wrong in one line: of an error of Python the last, which says it.
function lastLine(problem) {
  return String(problem.message ?? problem).trim().split("\n").pop();
}

self.onmessage = async ({ data }) => {
  try {
    if (data.parts) {
      await begin(data);
      self.postMessage({ ready: true });
    } else {
      self.postMessage({ number: data.number, answer: answered(data) });
      tidyLater();
    }
  } catch (problem) {
    self.postMessage({ number: data.number, failed: lastLine(problem) });
  }
};

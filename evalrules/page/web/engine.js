// Python in its worker: started once, asked in order.
const engine = { worker: null, ready: null, waiting: new Map(), number: 0 };

function startEngine() {
  const source = document.getElementById("worker").textContent;
  engine.worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const parts = {};
  for (const [name, file] of Object.entries(ABOUT.files ?? {})) {
    parts[name] = { address: new URL(file, document.baseURI).href }; // a site: they lie beside the page
  }
  for (const node of document.querySelectorAll("script[data-part]")) {
    parts[node.dataset.part] = node.textContent;
    node.remove(); // the text is needed only once, and is large
  }
  engine.ready = new Promise((resolve, reject) => {
    engine.worker.onerror = (event) => reject(new Error(event.message || "worker"));
    engine.worker.onmessage = ({ data }) => {
      if (data.ready) resolve();
      else if (data.number === undefined) reject(new Error(data.failed));
      else settle(data);
    };
  });
  engine.worker.postMessage({ parts, lock: ABOUT.lock });
  return engine.ready;
}

function settle({ number, answer, failed }) {
  const done = engine.waiting.get(number);
  engine.waiting.delete(number);
  done(answer ?? { failed });
}

// The answer to a request; `files` are {name, data}. What goes wrong is in the answer (`failed`), never thrown.
async function ask(request, files = []) {
  await engine.ready;
  const number = (engine.number += 1);
  const named = files.map((file) => [file.name, file.data]);
  return new Promise((resolve) => {
    engine.waiting.set(number, resolve);
    engine.worker.postMessage({ number, request: { ...request, lang: language }, files: named });
  });
}

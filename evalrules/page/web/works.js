// What the reader works on, kept in this browser (IndexedDB) until it is forgotten.
const works = { list: [], base: null, isKept: true };

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function openWorks() {
  try {
    const opening = indexedDB.open("evalrules", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("works", { keyPath: "id" });
    works.base = await asked(opening);
    works.list = await asked(store("readonly").getAll());
  } catch {
    works.isKept = false; // a private window, say: all works but nothing is kept
  }
}

function store(mode) {
  return works.base.transaction("works", mode).objectStore("works");
}

// A new work under a standard ("" where its files name it): a form, or files that were opened.
function newWork(ruleset, files = null) {
  const id = 1 + Math.max(0, ...works.list.map((work) => work.id));
  const work = { id, ruleset, files, values: {}, tables: {}, set: {}, verdict: null };
  works.list.push(work);
  return work;
}

// What the list of works says of one: whom it is about, and its verdict; of several how often each.
function inShort(verdicts) {
  if (!verdicts.length) return null;
  const [first] = verdicts, name = first.title ?? first.path, often = new Map();
  for (const one of verdicts) often.set(one.verdict ?? say("no_verdict"), 1 + (often.get(one.verdict ?? say("no_verdict")) ?? 0));
  const several = verdicts.length > 1;
  return {
    title: several ? say("and_others", { name, count: verdicts.length - 1 }) : name,
    standard: first.standard ?? "",
    verdict: [...often].map(([words, count]) => (several ? `${words} ${count}` : words)).join(say("comma")),
  };
}

async function keepWork(work) {
  if (!works.base || !works.list.includes(work)) return; // one that was forgotten meanwhile stays so
  try {
    await asked(store("readwrite").put(work));
  } catch {
    works.isKept = false;
  }
}

async function forgetWork(work) {
  works.list = works.list.filter((one) => one !== work);
  if (works.base) await asked(store("readwrite").delete(work.id));
}

async function forgetAll() {
  works.list = [];
  if (works.base) await asked(store("readwrite").clear());
}

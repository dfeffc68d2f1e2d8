// The engine is a service: what the page asks is sent there, and nothing else.
const engine = { ready: Promise.resolve() };

function startEngine() {
  return engine.ready;
}

// The answer to a request; `files` are {name, data}. What goes wrong is in the answer, never thrown.
async function ask(request, files = []) {
  const body = new FormData();
  body.append("request", new Blob([JSON.stringify({ ...request, lang: language })]), "request.json");
  for (const file of files) body.append("file", new Blob([file.data]), file.name);
  try {
    const response = await fetch("desk", { method: "POST", body });
    const answer = await response.json();
    return response.ok ? answer : { problems: answer.diagnostics.map(refusal), refused: true };
  } catch (problem) {
    return { failed: problem.message };
  }
}

// A problem that the service has with the request itself, as the page tells problems.
function refusal({ code, severity, says, hint }) {
  return { code, severity, says: says[language], hint: hint[language], place: "", entry: null, row: null };
}

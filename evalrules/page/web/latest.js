// A function that runs one request at a time, and of those that came meanwhile only the last.
function latest(run) {
  let isRunning = false, next = null;
  return async function again(...values) {
    next = values;
    if (isRunning) return;
    isRunning = true;
    while (next) {
      const now = next;
      next = null;
      await run(...now);
    }
    isRunning = false;
  };
}

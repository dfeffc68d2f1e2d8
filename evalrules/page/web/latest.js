// A function that runs one request at a time, and of those that came meanwhile only the last. What is run is told how to
// ask whether it has been overtaken, so that it can leave the rest.
function latest(run) {
  let isRunning = false, next = null;
  const isOvertaken = () => next !== null;
  return async function again(...values) {
    next = values;
    if (isRunning) return;
    isRunning = true;
    while (next) {
      const now = next;
      next = null;
      await run(isOvertaken, ...now);
    }
    isRunning = false;
  };
}

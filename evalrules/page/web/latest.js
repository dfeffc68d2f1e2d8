// A function that runs one request at a time, and of those that came meanwhile only the last. What is run is told how to
// ask whether it has been overtaken, so that it can leave the rest, and how to wait no longer than until then.
function latest(run) {
  let isRunning = false, next = null, wake = null;
  const isOvertaken = () => next !== null;
  const rest = (time) => new Promise((resolve) => {
    wake = resolve;
    setTimeout(resolve, isOvertaken() ? 0 : time);
  });
  return async function again(...values) {
    next = values;
    wake?.();
    if (isRunning) return;
    isRunning = true;
    while (next) {
      const now = next;
      next = null;
      await run({ isOvertaken, rest }, ...now);
    }
    isRunning = false;
  };
}

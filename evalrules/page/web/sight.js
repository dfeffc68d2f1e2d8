// Which rows of a grid are made: those in sight and some around them, and of these only so many at a stretch that the page
// can do something else in between. The others are room.
const ROW_HEIGHT = 35; // pixels, until a row is there to be measured
const AROUND = 6; // rows above and below those in sight
const MOST_CELLS = 120; // that are made at a stretch, fewer where that takes longer than LONGEST

// Of a table `whole` with so many columns, in the frame `shown`; `line` makes the row of a number.
function inSight(shown, whole, columns, line) {
  const body = whole.tBodies[0], made = new Map(); // by number
  let order = [], height = ROW_HEIGHT, isNear = false, isWaiting = false, most = MOST_CELLS;

  // The rows in sight and around them: as many as can be made at a stretch now, the rest in the next frames.
  function look(first = -1) {
    if (!isNear && first < 0) { // far away: nothing of it is asked, which would lay it out
      if (!made.size) show(0, 0);
      return;
    }
    const sight = shown.clientHeight || 20 * height;
    const top = Math.max(0, Math.min(Math.floor(shown.scrollTop / height), order.length - 1));
    const from = Math.max(0, top - AROUND);
    const to = Math.min(order.length, top + Math.ceil(sight / height) + AROUND);
    const own = order.indexOf(Number(document.activeElement.closest?.("tr")?.dataset.row ?? -1));
    const start = [first, shown.contains(document.activeElement) ? own : -1, top, from].find((at) => at >= from && at < to) ?? from;
    const rows = Math.max(1, Math.floor(most / columns)), begun = performance.now();
    let left = rows;
    const isThere = (at) => made.has(order[at]) || (left -= 1) >= 0;
    let begin = start, end = start;
    while (end < to && isThere(end)) end += 1;
    while (begin > from && isThere(begin - 1)) begin -= 1;
    show(begin, end);
    const cells = (rows - Math.max(0, left)) * columns;
    if (cells) most = Math.min(MOST_CELLS, cells * LONGEST / (performance.now() - begun));
    if (begin > from || end < to) lookSoon();
  }

  // After a frame, and after whatever else waits.
  function lookSoon() {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => setTimeout(() => {
      isWaiting = false;
      look();
    }, 0));
  }

  // Has the rows from one place to another, and room in the place of the others.
  function show(from, to) {
    const wanted = new Set(order.slice(from, to)), focused = document.activeElement;
    for (const [at, one] of made) {
      if (wanted.has(at)) continue;
      if (one.contains(focused)) shown.focus({ preventScroll: true });
      made.delete(at);
    }
    for (const at of wanted) if (!made.has(at)) made.set(at, line(at));
    const lines = [room(from), ...[...wanted].map((at) => made.get(at)), room(order.length - to)];
    if (lines.length !== body.rows.length || lines.some((one, at) => one !== body.rows[at])) replace(lines.filter(Boolean));
    const tall = isNear && wanted.size ? made.get(order[from]).offsetHeight : 0;
    if (tall) height = tall;
  }

  // Lines stay where they are as far as they can: one that is moved would lose the cursor.
  function replace(lines) {
    for (const one of [...body.rows]) if (!lines.includes(one)) one.remove();
    lines.forEach((one, at) => {
      if (body.rows[at] !== one) body.insertBefore(one, body.rows[at] ?? null);
    });
  }

  // The room that so many rows would take.
  function room(count) {
    if (!count) return null;
    return make("tr", { class: "room", "aria-hidden": "true" }, make("td", { colspan: columns + 1, style: `height: ${count * height}px` }));
  }

  shown.addEventListener("scroll", () => look(), { passive: true });
  new ResizeObserver(() => look()).observe(shown);
  new IntersectionObserver((seen) => {
    isNear = seen.at(-1).isIntersecting;
    if (isNear) look();
  }, { rootMargin: "50%" }).observe(shown);
  shown.addEventListener("focus", () => { // by keys, before it is in sight: the next key finds a cell
    isNear = true;
    look();
  });

  return {
    made,
    order: () => order,
    // Which rows there are to be seen, by their numbers.
    have(wanted) {
      order = wanted;
      look();
    },
    // The row of a number, which comes into sight.
    bring(at) {
      const place = order.indexOf(at), top = place * height, head = whole.tHead.offsetHeight;
      if (place < 0) return null;
      isNear = true;
      if (top < shown.scrollTop || top + height + head > shown.scrollTop + shown.clientHeight) shown.scrollTop = Math.max(0, top - shown.clientHeight / 2);
      if (!made.has(at)) look(place);
      return made.get(at);
    },
  };
}

const MOST_STEPS = 100;

// What a table held before each change, to go back to and forth; typing in one cell is one change.
function history(held, redraw) {
  const past = [], future = [];
  let typed = "";
  const copy = () => held.map((row) => ({ ...row }));
  const turn = (direction) => {
    const [from, to] = direction < 0 ? [past, future] : [future, past];
    if (!from.length) return;
    to.push(copy());
    held.splice(0, held.length, ...from.pop());
    typed = "";
    redraw();
    tellButtons();
  };
  const back = button(say("undo"), () => turn(-1), { "data-do": "undo" }), forth = button(say("redo"), () => turn(1), { "data-do": "redo" });
  const tellButtons = () => {
    back.disabled = !past.length;
    forth.disabled = !future.length;
  };
  tellButtons();
  return {
    turn,
    buttons: [back, forth],
    say: tellButtons,
    before(cell) {
      if (!cell || cell !== typed) past.push(copy());
      if (past.length > MOST_STEPS) past.shift();
      typed = cell;
      future.length = 0;
      tellButtons();
    },
  };
}

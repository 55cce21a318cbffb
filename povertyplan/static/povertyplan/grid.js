// The grid of targets, edited like a spreadsheet: arrows move, Enter goes down, a block is pasted.

const grid = document.querySelector("table[data-grid]");

if (grid) {
  const rows = [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]);

  const place = (input) => {
    const y = rows.findIndex((row) => row.includes(input));
    return [y, rows[y].indexOf(input)];
  };

  const focus = (y, x) => {
    const input = rows[y]?.[x];
    if (input) { input.focus(); input.select(); }
    return Boolean(input);
  };

  const moves = {
    ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0],
    ArrowLeft: [0, -1], ArrowRight: [0, 1],
  };

  grid.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    const input = event.target;
    if (!move || input.tagName !== "INPUT" || event.ctrlKey || event.metaKey) return;
    // Left and right move inside a figure until its end.
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    if (event.key === "ArrowLeft" && !whole && input.selectionStart > 0) return;
    if (event.key === "ArrowRight" && !whole && input.selectionEnd < input.value.length) return;
    event.preventDefault();
    const [y, x] = place(input);
    const down = event.key === "Enter" && event.shiftKey ? -1 : move[0];
    focus(y + down, x + move[1]);
  });

  grid.addEventListener("focusin", (event) => event.target.tagName === "INPUT" && event.target.select());

  grid.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const [top, left] = place(event.target);
    text.split(/\r?\n/).forEach((line, dy) => line.split("\t").forEach((figure, dx) => {
      const input = rows[top + dy]?.[left + dx];
      if (input) input.value = figure.trim();
    }));
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
    mark();
  });

  // What is not a whole number is seen at once; the server says so in words.
  const mark = () => rows.flat().forEach((input) => {
    input.classList.toggle("is-wrong", !/^\s*(\d+|\d{1,3}(\.\d{3})+)?\s*$/.test(input.value));
  });
  grid.addEventListener("input", mark);
}

// A grid edited like a spreadsheet: arrows move, Enter goes down, a block is pasted. Where the page
// holds a template for a row, the grid grows with what is pasted.

const grid = document.querySelector("table[data-grid]");

if (grid) {
  const cells = "input:not([type=hidden])";
  const readRows = () => [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll(cells)]);
  let rows = readRows();

  const template = document.querySelector("template[data-grid-row]");
  const addRow = () => {
    const count = grid.tBodies[0].rows.length;
    const row = template.content.firstElementChild.cloneNode(true);
    const renumber = (element, name) => element.hasAttribute(name) && element.setAttribute(name, element.getAttribute(name).replace(/^(Dòng )?\d+/, (found, word) => (word ? `${word}${count + 1}` : count)));
    row.querySelectorAll("input, button").forEach((element) => ["name", "aria-label"].forEach((name) => renumber(element, name)));
    row.querySelector("[data-row-number]").textContent = count + 1;
    grid.tBodies[0].append(row);
    rows = readRows();
  };
  document.querySelector("[data-add-row]")?.addEventListener("click", () => { addRow(); focus(rows.length - 1, 0); });
  grid.addEventListener("click", (event) => {
    const button = event.target.closest("[data-empty-row]");
    if (!button) return;
    button.closest("tr").querySelectorAll(cells).forEach((input) => { input.value = ""; });
    button.closest("tr").querySelector(cells).dispatchEvent(new Event("input", { bubbles: true }));
  });

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
    while (template && rows.length < top + text.split(/\r?\n/).length) addRow();
    text.split(/\r?\n/).forEach((line, dy) => line.split("\t").forEach((figure, dx) => {
      const input = rows[top + dy]?.[left + dx];
      if (input) input.value = figure.trim();
    }));
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
    mark();
  });

  // What is not a number is seen at once; the server says so in words. A cell is a whole number,
  // if its data-cell does not say that it is an amount, with decimals, or text.
  const shapes = { whole: /^\s*(\d+|\d{1,3}(\.\d{3})+)?\s*$/, amount: /^\s*(-|[-−]?\s*(\d+|\d{1,3}(\.\d{3})+)(,\d+)?)?\s*$/, text: /^/ };
  const mark = () => rows.flat().forEach((input) => {
    input.classList.toggle("is-wrong", !shapes[input.dataset.cell || "whole"].test(input.value));
  });
  grid.addEventListener("input", mark);
}

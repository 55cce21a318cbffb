// Buttons that put words where the cursor stands in the text of a section.

document.addEventListener("click", (event) => {
  const words = event.target.dataset?.insert;
  const area = document.querySelector("textarea[name=body]");
  if (words === undefined || !area) return;
  area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
});

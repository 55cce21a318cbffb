// Small helps on every page; each works on an attribute and everything works without them.

document.addEventListener("submit", (event) => {
  const form = event.target;
  const unsaved = document.querySelector("form[data-guard].is-changed");
  // A button that opens another window (a preview) leaves this page as it is.
  if (event.submitter?.formTarget) return;
  if (form.hasAttribute("data-sent")) event.preventDefault();
  else if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) event.preventDefault();
  else if (form.hasAttribute("data-needs-saved") && unsaved && !window.confirm("Nội dung vừa sửa chưa được lưu. Vẫn tiếp tục và bỏ phần chưa lưu?")) event.preventDefault();
  else {
    unsaved?.classList.remove("is-changed");
    if (form.method === "post" && !event.defaultPrevented) lock(form, true);
  }
});

// A second click while the first is on its way does nothing. The buttons only look disabled:
// really disabled, the one that was pressed would not be sent.
function lock(form, isLocked) {
  form.toggleAttribute("data-sent", isLocked);
  [...form.elements].filter((element) => element.type === "submit").forEach((button) => button.classList.toggle("disabled", isLocked));
  if (isLocked) setTimeout(() => lock(form, false), 30000);
}
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => lock(form, false)));

// A form that was changed asks before the page is left.
document.addEventListener("input", (event) => event.target.form?.hasAttribute("data-guard") && event.target.form.classList.add("is-changed"));
window.addEventListener("beforeunload", (event) => document.querySelector("form[data-guard].is-changed") && event.preventDefault());

// Ctrl+S saves.
document.addEventListener("keydown", (event) => {
  const form = document.querySelector("form[data-save-key]");
  if (form && (event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    form.requestSubmit();
  }
});

// One tick for all rows of a page.
document.addEventListener("change", (event) => {
  const name = event.target.dataset.tickAll;
  if (name) document.querySelectorAll(`input[name="${name}"]`).forEach((box) => { box.checked = event.target.checked; });
});

// "Back" from a refusal returns to the filled-in form, as it was.
document.addEventListener("click", (event) => {
  if (event.target.hasAttribute?.("data-back") && window.history.length > 1) {
    event.preventDefault();
    window.history.back();
  }
});

// On a phone the menu scrolls; the current entry is brought into sight.
document.querySelector(".app-nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

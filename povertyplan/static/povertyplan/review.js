// The form of a review: last year's answer beside what differs, and ticks that follow the answers.

const reviewForm = document.getElementById("review-form");

const markChange = (input) => {
  const was = input.parentElement.querySelector(".app-was");
  if (was) was.hidden = input.value === input.dataset.was;
};
reviewForm?.addEventListener("input", (event) => "was" in event.target.dataset && markChange(event.target));

// When what follows from members and dwelling changes, its box is ticked or cleared; who knows
// better sets it back and says why in the note.
const follow = (element) => {
  const follows = element.dataset.follows;
  const box = reviewForm?.querySelector(`[id="${element.id}"]`)?.closest("label").querySelector("input");
  return follows && box ? [box, follows === "yes"] : null;
};
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const fresh = fragment.querySelector(".app-follows");
  if (!fresh || fresh.dataset.follows === target.dataset.follows) return;
  const [box, isDeprived] = follow(fresh) || [];
  if (!box || box.checked === isDeprived) return;
  box.checked = isDeprived;
  // After this answer has settled, the verdict is asked for once more.
  clearTimeout(follow.again);
  follow.again = setTimeout(() => window.htmx.trigger(reviewForm, "judge"), 20);
});

// Items of an issue are dragged to their place; the buttons do the same without a script.
const list = document.querySelector(".agenda-order");
const form = document.querySelector("#order");
let dragged = null;

for (const item of list?.children ?? []) {
  item.draggable = true;
  item.addEventListener("dragstart", event => {
    dragged = item;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.dataset.key);
    item.classList.add("agenda-dragged");
  });
  item.addEventListener("dragend", () => {
    dragged = null;
    item.classList.remove("agenda-dragged");
  });
}

list?.addEventListener("dragover", event => {
  const over = event.target.closest(".agenda-order > li");
  if (!dragged || !over) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  const below = event.clientY > box.top + box.height / 2;
  if (over !== dragged) over[below ? "after" : "before"](dragged);
});

list?.addEventListener("drop", event => {
  if (!dragged) return;
  event.preventDefault();
  form.elements.key.value = dragged.dataset.key;
  form.elements.to.value = [...list.children].indexOf(dragged);
  form.requestSubmit();
});

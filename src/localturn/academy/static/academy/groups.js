// A name is dragged from one group onto another. With the keyboard, or on a touch screen, the same is
// done by the list of groups beside each name, which is there without this script too.

const form = document.querySelector("form[data-drags]");
const groups = [...document.querySelectorAll("[data-group]")];
let dragged = null;

if (form) {
  document.querySelector("[data-drag-hint]").hidden = false;
  for (const person of document.querySelectorAll("[data-seat]")) drags(person);
  for (const group of groups) takes(group);
}

function drags(person) {
  person.draggable = true;
  person.addEventListener("dragstart", (event) => {
    dragged = person;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", person.textContent.trim());
  });
  person.addEventListener("dragend", () => {
    dragged = null;
    for (const group of groups) group.removeAttribute("data-over");
  });
}

function takes(group) {
  const isElsewhere = () => dragged && dragged.closest("[data-group]") !== group;
  group.addEventListener("dragover", (event) => {
    if (!isElsewhere()) return;
    event.preventDefault();
    group.setAttribute("data-over", "");
  });
  group.addEventListener("dragleave", (event) => {
    if (!group.contains(event.relatedTarget)) group.removeAttribute("data-over");
  });
  group.addEventListener("drop", (event) => {
    if (!isElsewhere()) return;
    event.preventDefault();
    const field = form.querySelector("[data-dragged]");
    field.name = `seat-${dragged.dataset.seat}`;
    field.value = group.dataset.group;
    const from = form.querySelector("[data-dragged-from]");
    from.name = `was-${dragged.dataset.seat}`;
    from.value = dragged.closest("[data-group]").dataset.group;
    form.submit();
  });
}

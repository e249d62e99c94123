// Enter and the arrow keys lead through a column of the grid; without this script Tab does.

const grid = document.querySelector("[data-grid]");

grid?.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("td input");
  if (!field || event.altKey || event.ctrlKey || event.metaKey) return;
  const by = { ArrowUp: -1, ArrowDown: 1, Enter: event.shiftKey ? -1 : 1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const cell = field.closest("td");
  const row = cell.parentElement;
  const next = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  const there = next?.cells[cell.cellIndex]?.querySelector("input, select");
  there?.focus();
  there?.select?.();
});

// A table of many links is one stop of the Tab key: within it the arrow keys lead from cell to
// cell, Home and End along the row. Without this script every link is a stop of its own.

for (const table of document.querySelectorAll(".lt-cells table")) keys(table);

function keys(table) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.querySelector("a")));
  const links = rows.flat().filter(Boolean);
  for (const link of links) link.tabIndex = -1;
  if (links.length) links[0].tabIndex = 0;

  const go = (link) => {
    for (const each of links) if (each.tabIndex === 0) each.tabIndex = -1;
    link.tabIndex = 0;
    link.focus();
  };
  table.addEventListener("focusin", ({ target }) => { if (links.includes(target) && target.tabIndex !== 0) go(target); });
  table.addEventListener("keydown", (event) => {
    const y = rows.findIndex((row) => row.includes(event.target));
    if (y < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const x = rows[y].indexOf(event.target);
    const forward = getComputedStyle(table).direction === "rtl" ? -1 : 1;
    const along = (from, step) => {
      let to = from;
      while (to >= 0 && to < rows[y].length && !rows[y][to]) to += step;
      return rows[y][to];
    };
    const link = {
      ArrowUp: () => rows[y - 1]?.[x],
      ArrowDown: () => rows[y + 1]?.[x],
      ArrowLeft: () => along(x - forward, -forward),
      ArrowRight: () => along(x + forward, forward),
      Home: () => along(0, 1),
      End: () => along(rows[y].length - 1, -1),
    }[event.key]?.();
    if (!link) return;
    event.preventDefault();
    go(link);
  });
}

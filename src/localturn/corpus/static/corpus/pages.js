// The page of the file beside its text: fetched when it is asked for, with what was coded on it, and
// with what is selected in the text. Without this script the same page is at an address of its own.

const desk = document.querySelector("[data-desk]");
const sheet = desk.querySelector("[data-sheet]");
const panel = desk.querySelector("[data-pages]");
const shown = panel.querySelector("[data-shown]");
const LOOKED_AT = 250; // for so long, in milliseconds, before the page follows
const ASKED_AGAIN = 1000; // after so long while it is being drawn
let wanted = "";
let selected = null;
let timer = 0;

async function show(query, { focus = false } = {}) {
  wanted = query;
  panel.hidden = false;
  const answer = await fetch(`${panel.dataset.pages}?${query}`, { headers: { "X-Part": "page" }, redirect: "manual" }).catch(() => null);
  if (wanted !== query) return;
  if (answer?.headers.get("X-Part")) shown.innerHTML = await answer.text();
  else shown.textContent = panel.dataset.saidAway;
  if (answer?.status === 202) setTimeout(() => wanted === query && show(query), ASKED_AGAIN);
  if (!focus) return;
  panel.focus({ preventScroll: true });
  panel.scrollIntoView({ block: "nearest" });
}

const place = (start, end) => `at=${start}${end ? `&to=${end}` : ""}`;
const later = (query) => {
  clearTimeout(timer);
  timer = setTimeout(() => show(query), LOOKED_AT);
};

function here() {
  if (selected) return place(selected.start, selected.end);
  const chip = document.activeElement?.closest?.("a.lt-chip[data-at]");
  if (chip) return place(chip.dataset.at, chip.dataset.to);
  const first = [...sheet.querySelectorAll(".lt-text")].find((each) => each.getBoundingClientRect().bottom > innerHeight / 3);
  return place(first?.dataset.start ?? 0);
}

function close() {
  wanted = "";
  clearTimeout(timer);
  panel.hidden = true;
  sheet.focus({ preventScroll: true });
}

const pointAt = (chip) => {
  for (const each of shown.querySelectorAll("g[data-m]")) each.toggleAttribute("data-on", each.dataset.m === chip?.dataset.m);
};

desk.addEventListener("lt-selected", (event) => {
  selected = event.detail;
  if (selected && !panel.hidden) later(here());
});
for (const link of document.querySelectorAll("main a[href$='/page/']")) {
  link.addEventListener("click", (event) => { event.preventDefault(); show(here(), { focus: true }); });
}
sheet.addEventListener("click", (event) => {
  const link = event.target.closest("[data-page-at]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(place(link.dataset.pageAt), { focus: true });
});
sheet.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "b" || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (panel.hidden) show(here());
  else close();
});
for (const kind of ["pointerover", "focusin"]) {
  sheet.addEventListener(kind, (event) => {
    if (panel.hidden) return;
    const chip = event.target.closest?.("a.lt-chip[data-at]");
    pointAt(chip);
    const isThere = chip && shown.querySelector(`g[data-m="${chip.dataset.m}"]`);
    if (chip && !isThere && kind === "focusin") later(place(chip.dataset.at, chip.dataset.to));
  });
}
panel.addEventListener("click", (event) => {
  const turn = event.target.closest("[data-turn]");
  if (turn) {
    event.preventDefault();
    show(`page=${turn.dataset.turn}`, { focus: true });
  } else if (event.target.closest("[data-close]")) close();
  else if (event.target.closest("[data-to-text]")) {
    sheet.focus({ preventScroll: true });
    const from = sheet.querySelector(".lt-text");
    (selected ? [...sheet.querySelectorAll(".lt-text")].findLast((each) => Number(each.dataset.start) <= selected.start) : from)?.scrollIntoView({ block: "start" });
  }
});
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

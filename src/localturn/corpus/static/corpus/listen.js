// A recording read in step with its transcript: a time mark plays from there, and what is being said
// is marked in the text. Without this script a time mark loads the page with the recording at it.

const desk = document.querySelector("[data-desk]");
const sheet = desk.querySelector("[data-sheet]");
const sound = desk.querySelector("[data-recording]");
const STEP = 5;
let selected = null;
let current = null;

const marks = () => [...sheet.querySelectorAll(".lt-time")];
const isBefore = (a, b) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);

// What is said between two marks, paragraph by paragraph: the margin lies between them.
function spoken(from, to) {
  const found = [];
  for (const paragraph of sheet.querySelectorAll(".lt-text")) {
    const begins = paragraph.contains(from);
    const ends = to && paragraph.contains(to);
    if (!begins && !isBefore(from, paragraph)) continue;
    if (to && !ends && !isBefore(paragraph, to)) break;
    const range = document.createRange();
    range.selectNodeContents(paragraph);
    if (begins) range.setStartAfter(from);
    if (ends) range.setEndBefore(to);
    found.push(range);
    if (ends) break;
  }
  return found;
}

function follow() {
  const all = marks();
  const at = all.findLastIndex((each) => Number(each.dataset.t) <= sound.currentTime + 0.05);
  const mark = all[at] ?? null;
  if (mark === current && current?.isConnected) return;
  current?.removeAttribute("aria-current");
  current = mark;
  mark?.setAttribute("aria-current", "true");
  if (!CSS.highlights) return;
  if (mark) CSS.highlights.set("lt-spoken", new Highlight(...spoken(mark, all[at + 1])));
  else CSS.highlights.delete("lt-spoken");
  if (mark && !sound.paused) mark.scrollIntoView({ block: "nearest" });
}

function playFrom(mark) {
  sound.currentTime = Number(mark.dataset.t);
  sound.play();
}

function fromHere() {
  const all = marks();
  const chosen = selected && [...sheet.querySelectorAll(".lt-text")].findLast((each) => Number(each.dataset.start) <= selected.start);
  const place = chosen ?? [...sheet.querySelectorAll(".lt-text")].find((each) => each.getBoundingClientRect().bottom > innerHeight / 3);
  if (!place) return;
  const mark = all.find((each) => place.contains(each)) ?? all.findLast((each) => isBefore(each, place));
  if (mark) playFrom(mark);
}

const keys = {
  k: () => (sound.paused ? sound.play() : sound.pause()),
  j: () => { sound.currentTime = Math.max(0, sound.currentTime - STEP); },
  l: () => { sound.currentTime = Math.min(sound.duration || 0, sound.currentTime + STEP); },
  t: fromHere,
};

desk.addEventListener("lt-selected", (event) => { selected = event.detail; });
sheet.addEventListener("click", (event) => {
  const mark = event.target.closest(".lt-time");
  if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  playFrom(mark);
});
sheet.addEventListener("keydown", (event) => {
  const key = keys[event.key.toLowerCase()];
  if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  key();
});
for (const kind of ["timeupdate", "seeked", "play"]) sound.addEventListener(kind, follow);

// The coding desk: selecting by mouse, touch or keys, giving codes by typing, undoing. Everything
// that is stored goes through a queue that is kept in this browser until the server has said that
// it has it: each coding carries a key of its own, so sent twice it is stored once. The queue is one
// person's, and what the server refuses is shown to them until they let go of it.
//
// Positions are counted in code points, as the server counts them; a browser counts UTF-16 units.
// The conversion is made in `placeOf` and `rangesOf`, and nowhere else. They are places in one
// version of the text, and its number goes with them: the server may have another one by then.

const desk = document.querySelector("[data-desk]");
const sheet = desk.querySelector("[data-sheet]");
const status = desk.querySelector("[data-status]");
const picker = desk.querySelector("[data-picker]");
const input = picker.querySelector("input");
const list = picker.querySelector("[role=listbox]");
const recent = desk.querySelector("[data-recent]");
const said = desk.dataset;
const stale = desk.querySelector("[data-stale]");
const unsent = desk.querySelector("[data-unsent]");
const version = Number(said.version);
const token = () => desk.querySelector("[name=csrfmiddlewaretoken]").value;
const PREFIX = `localturn-coding:${said.deskKey}:`;
const SOONEST_RETRY = 2000;
const LATEST_RETRY = 30000;
const NEWS_EVERY = 15000;
const MOST_SHOWN = 60;

const codes = [...desk.querySelectorAll("[data-codes] li")].map((each) => ({
  id: each.dataset.code,
  name: each.textContent,
  colour: each.dataset.colour,
  depth: Number(each.dataset.depth),
}));
let draft = null; // {start, end}: what is selected and not yet coded
let left = null; // what was coded last: with the keys one goes on from there
let undoable = [];

const say = (sentence, state = "", undo = null) => {
  status.textContent = sentence;
  status.dataset.state = state;
  if (!undo) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "lt-chip lt-c0";
  button.textContent = said.saidUndo;
  button.addEventListener("click", () => takeBack(undo));
  status.append(" ", button);
};

// Where something is in the text

const length = (text) => { let n = 0; for (const _ of text) n += 1; return n; };
const textOf = (paragraph) => paragraph.textContent;
const startOf = (paragraph) => Number(paragraph.dataset.start);
const paragraphs = () => [...sheet.querySelectorAll(".lt-text")];

function placeOf(paragraph, node, offset) {
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(node, offset);
  return startOf(paragraph) + length(range.toString());
}

function rangesOf(start, end) {
  const found = [];
  for (const paragraph of paragraphs()) {
    const to = Number(paragraph.closest(".lt-block").dataset.end);
    if (to <= start || startOf(paragraph) >= end) continue;
    const range = document.createRange();
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    let at = startOf(paragraph);
    let begun = false;
    for (let node = walker.nextNode(); node && at < end; node = walker.nextNode()) {
      let units = 0;
      for (const letter of node.data) {
        if (at >= end) break;
        if (!begun && at >= start) { range.setStart(node, units); begun = true; }
        units += letter.length;
        at += 1;
        if (begun) range.setEnd(node, units);
      }
    }
    if (begun) found.push(range);
  }
  return found;
}

const wordsOf = (start, end) => paragraphs()
  .map((each) => [...textOf(each)].slice(Math.max(0, start - startOf(each)), Math.max(0, end - startOf(each))).join(""))
  .filter(Boolean)
  .join(" ");

const brief = (words) => (words.length > 160 ? `${words.slice(0, 100)} … ${words.slice(-40)}` : words);

function spanOfSelection() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!sheet.contains(range.startContainer) && !sheet.contains(range.endContainer)) return null;
  const touched = paragraphs().filter((each) => range.intersectsNode(each));
  if (!touched.length) return null;
  const [first, last] = [touched[0], touched.at(-1)];
  const start = first.contains(range.startContainer) ? placeOf(first, range.startContainer, range.startOffset) : startOf(first);
  const end = last.contains(range.endContainer) ? placeOf(last, range.endContainer, range.endOffset) : startOf(last) + length(textOf(last));
  return start < end ? { start, end } : null;
}

// What is selected

const paint = (name, ranges) => {
  if (!CSS.highlights) return;
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
};

function select(span, { show = false } = {}) {
  draft = span;
  const ranges = span ? rangesOf(span.start, span.end) : [];
  paint("lt-draft", ranges);
  desk.dispatchEvent(new CustomEvent("lt-selected", { detail: span }));
  if (!ranges.length) return;
  const words = wordsOf(span.start, span.end);
  say(said.saidSelected.replace("{words}", brief(words)));
  if (show) ranges[0].startContainer.parentElement.scrollIntoView({ block: "nearest" });
}

function pieces(paragraph, granularity) {
  const text = textOf(paragraph);
  const segmenter = new Intl.Segmenter(paragraph.lang || undefined, { granularity });
  const found = [];
  let at = startOf(paragraph);
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    const size = length(segment);
    const left = segment.length - segment.trimStart().length;
    const kept = length(segment.trim());
    if (kept && (granularity !== "word" || isWordLike)) found.push({ start: at + left, end: at + left + kept });
    at += size;
  }
  return found;
}

const holding = (span) => Math.max(0, paragraphs().findLastIndex((each) => startOf(each) <= span.start));
const isSeen = (paragraph) => {
  const { top, bottom } = paragraph.getBoundingClientRect();
  return bottom > desk.querySelector(".lt-tools").getBoundingClientRect().bottom + 4 && top < innerHeight;
};
const origin = () => draft ?? (left && isSeen(paragraphs()[holding(left)]) ? left : null);

const current = () => {
  const from = origin();
  return from ? holding(from) : Math.max(0, paragraphs().findIndex(isSeen));
};

function step(granularity, forward) {
  const all = paragraphs();
  const from = origin();
  let at = current();
  for (; at >= 0 && at < all.length; at += forward ? 1 : -1) {
    const found = pieces(all[at], granularity);
    const next = forward
      ? found.find((each) => !from || each.start >= from.end)
      : found.findLast((each) => !from || each.end <= from.start);
    if (next) return select(next, { show: true });
  }
  return undefined;
}

function stepParagraph(forward) {
  const all = paragraphs();
  const at = current() + (origin() ? (forward ? 1 : -1) : 0);
  if (all[at]) select({ start: startOf(all[at]), end: startOf(all[at]) + length(textOf(all[at])) }, { show: true });
}

function stretch(forward) {
  if (!draft) return step("word", true);
  const all = paragraphs();
  const last = all.findLastIndex((each) => startOf(each) < draft.end);
  const near = [all[last - 1], all[last], all[last + 1]].filter(Boolean).flatMap((each) => pieces(each, "word"));
  const next = forward ? near.find((each) => each.end > draft.end) : near.findLast((each) => each.end < draft.end && each.end > draft.start);
  if (next) select({ start: draft.start, end: next.end }, { show: true });
  return undefined;
}

// Choosing a code

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let offered = [];
let chosen = 0;

function offer() {
  const words = plain(input.value).split(/\s+/u).filter(Boolean);
  offered = codes.filter((each) => words.every((word) => plain(each.name).includes(word)));
  if (words.length) offered.sort((a, b) => plain(b.name).startsWith(words[0]) - plain(a.name).startsWith(words[0]));
  offered = offered.slice(0, MOST_SHOWN);
  chosen = 0;
  list.replaceChildren(...offered.map((each, n) => {
    const item = document.createElement("li");
    item.id = `lt-code-${n}`;
    item.className = `lt-c${each.colour}`;
    item.setAttribute("role", "option");
    item.textContent = `${words.length ? "" : "\u2003".repeat(each.depth)}${each.name}`;
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); give(each); });
    return item;
  }));
  point();
  if (!offered.length) say(said.saidNoCode);
}

function point() {
  [...list.children].forEach((each, n) => each.setAttribute("aria-selected", String(n === chosen)));
  input.setAttribute("aria-activedescendant", offered.length ? `lt-code-${chosen}` : "");
  list.children[chosen]?.scrollIntoView({ block: "nearest" });
}

function open(focus) {
  if (!draft) return say(said.saidNone);
  picker.hidden = false;
  input.value = "";
  offer();
  if (focus) input.focus();
  return undefined;
}

function close() {
  picker.hidden = true;
  sheet.focus({ preventScroll: true });
}

function give(code) {
  if (!draft) return;
  const key = uuid();
  keep(key, { url: said.store, body: { version, start: draft.start, end: draft.end, code: code.id, key }, code });
  remember(code);
  left = draft;
  select(null);
  document.getSelection().removeAllRanges();
  close();
  send();
}

function remember(code) {
  const there = [...recent.children].find((each) => each.dataset.code === String(code.id));
  const button = there ?? document.createElement("button");
  if (!there) {
    button.draggable = true;
    button.type = "button";
    button.className = `lt-chip lt-c${code.colour}`;
    button.dataset.code = code.id;
    button.append(document.createElement("kbd"), ` ${code.name}`);
  }
  recent.prepend(button);
  [...recent.children].forEach((each, n) => {
    if (n >= 8) each.remove();
    else each.querySelector("kbd").textContent = n + 1;
  });
}

async function inVivo() {
  if (!draft) return;
  if (!said.inVivo) {
    say(said.saidNoCode, "refused");
    return;
  }
  const span = draft;
  const answer = await post(said.inVivo, { version, start: span.start, end: span.end, name: input.value.trim() });
  if (answer.ok && answer.said.code) {
    const code = { id: String(answer.said.code), name: answer.said.name, colour: answer.said.colour, depth: 0 };
    if (!codes.some((each) => each.id === code.id)) codes.push(code);
    draft = span;
    give(code);
  } else say(answer.said.said ?? said.saidAway, "refused");
}

// Storing

function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  return [...b].map((n, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + n.toString(16).padStart(2, "0")).join("");
}

const queue = new Map();
const keep = (key, job) => {
  queue.set(key, job);
  try { localStorage.setItem(PREFIX + key, JSON.stringify(job)); } catch { /* full or forbidden: kept as long as the page is */ }
};
const forget = (key) => {
  queue.delete(key);
  try { localStorage.removeItem(PREFIX + key); } catch { /* as above */ }
};
try {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX)) queue.set(name.slice(PREFIX.length), JSON.parse(localStorage.getItem(name)));
  }
} catch { /* nothing was left */ }

async function post(url, body) {
  const sent = new URLSearchParams({ ...body, csrfmiddlewaretoken: token() });
  try {
    const answer = await fetch(url, { method: "POST", body: sent, headers: { Accept: "application/json" }, keepalive: true, redirect: "manual" });
    const json = answer.headers.get("Content-Type")?.includes("json");
    return { ok: answer.ok && json, status: answer.type === "opaqueredirect" ? 401 : answer.status, said: json ? await answer.json() : {} };
  } catch {
    return { ok: false, status: 0, said: {} };
  }
}

let sending = false;
let timer = 0;
let pause = SOONEST_RETRY;

async function send() {
  clearTimeout(timer);
  if (sending || !queue.size) return;
  sending = true;
  say(said.saidSaving, "saving");
  while (queue.size) {
    const [key, job] = queue.entries().next().value;
    const answer = await post(job.url, job.body);
    if (answer.ok) {
      pause = SOONEST_RETRY;
      forget(key);
      swap(answer.said);
      if (job.code) undoable.push(answer.said.coding);
      say(answer.said.said, "saved", job.code ? answer.said.coding : null);
    } else if (answer.status === 401 || (answer.status === 403 && !answer.said.said)) {
      say(said.saidOut, "refused");
      break;
    } else if (answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429) {
      if (job.code) putAside(key, job, answer.said.said ?? said.saidOut);
      else forget(key);
      swap(answer.said);
      say(answer.said.said ?? said.saidOut, "refused");
    } else {
      say(said.saidAway, "away");
      timer = setTimeout(send, pause);
      pause = Math.min(pause * 2, LATEST_RETRY);
      break;
    }
  }
  sending = false;
}

// What is refused stays in this browser; the page that is opened next asks for it once more.
function putAside(key, job, why) {
  queue.delete(key);
  const { start, end, version: of } = job.body;
  const item = document.createElement("li");
  const code = document.createElement("strong");
  code.textContent = job.code.name;
  const words = document.createElement("q");
  words.textContent = of === version ? brief(wordsOf(start, end)) : "";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "lt-chip lt-c0";
  button.textContent = said.saidForget;
  button.addEventListener("click", () => {
    forget(key);
    item.remove();
    unsent.hidden = !unsent.querySelector("li");
    sheet.focus({ preventScroll: true });
  });
  item.append(code, ": ", ...(words.textContent ? [words, " "] : []), why, " ", button);
  unsent.querySelector("ul").append(item);
  unsent.hidden = false;
}

function takeBack(coding) {
  undoable = undoable.filter((each) => each !== coding);
  keep(`back-${coding}`, { url: `/corpus/passages/${coding}/take-back/`, body: {} });
  send();
}

// Paragraphs of another version have other places: they are not put among those of this one.
function swap(told) {
  if (told.version !== undefined && told.version !== version) {
    stale.hidden = false;
    return;
  }
  for (const [id, html] of Object.entries(told.blocks ?? {})) {
    const made = document.createElement("template");
    made.innerHTML = html.trim();
    document.getElementById(id)?.replaceWith(made.content);
  }
  if (draft) paint("lt-draft", rangesOf(draft.start, draft.end));
  paint("lt-pointed", []);
}

// What others do meanwhile

let { since } = said;
async function news() {
  if (document.hidden || sending) return;
  const answer = await fetch(`${said.news}?since=${encodeURIComponent(since)}&version=${version}`, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return;
  const told = await answer.json();
  swap(told);
  if (told.whole) since = told.since;
  else stale.hidden = false;
  desk.querySelector("[data-here]").textContent = told.here.length ? said.saidHere.replace("{names}", told.here.join(", ")) : "";
}

// Hands

let pointer = "mouse";
sheet.addEventListener("pointerdown", (event) => { pointer = event.pointerType; });
document.addEventListener("pointerup", () => setTimeout(() => {
  const span = spanOfSelection();
  if (!span || pointer === "touch") return;
  select(span);
  open(true);
}));
document.addEventListener("selectionchange", () => {
  if (pointer !== "touch" || picker.contains(document.activeElement)) return;
  const span = spanOfSelection();
  if (span) { select(span); open(false); }
});

sheet.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const chip = event.target.closest?.(".lt-chip[data-own]");
  if (chip && (event.key === "Delete" || event.key === "Backspace")) {
    event.preventDefault();
    takeBack(Number(chip.dataset.m));
    sheet.focus({ preventScroll: true });
    return;
  }
  const back = event.shiftKey;
  const keys = {
    s: () => step("sentence", !back),
    p: () => stepParagraph(!back),
    w: () => stretch(!back),
    c: () => open(true),
    u: () => undoable.length && takeBack(undoable.at(-1)),
    escape: () => { left = null; select(null); say(""); },
  };
  const key = event.key.toLowerCase();
  const number = Number(key);
  if (keys[key]) {
    event.preventDefault();
    const span = key === "c" || key === "w" ? spanOfSelection() : null;
    if (span) { select(span); document.getSelection().removeAllRanges(); }
    keys[key]();
  } else if (number >= 1 && number <= 8 && recent.children[number - 1]) {
    event.preventDefault();
    const code = codes.find((each) => each.id === recent.children[number - 1].dataset.code);
    if (!draft) select(spanOfSelection());
    if (draft && code) give(code);
    else say(said.saidNone);
  }
});

recent.addEventListener("pointerdown", (event) => {
  const button = event.target.closest("button");
  if (button) event.preventDefault(); // the selection stays
});
recent.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const code = button && codes.find((each) => each.id === button.dataset.code);
  if (!code) return;
  if (!draft) select(spanOfSelection());
  if (draft) give(code);
  else say(said.saidNone);
});

// The tree of codes: a click or Enter codes what is selected, and so does dragging a code onto it

const tree = desk.querySelector("[data-tree]");
const CODE = "application/x-localturn-code";

function grow() {
  if (tree.children.length) return;
  tree.append(...codes.map((each) => {
    const item = document.createElement("li");
    item.className = `lt-depth-${Math.min(each.depth, 6)}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = `lt-chip lt-c${each.colour}`;
    button.dataset.code = each.id;
    button.draggable = true;
    button.textContent = each.name;
    item.append(button);
    return item;
  }));
}

// Which character is under the pointer; -1 where none is
function placeAt(x, y) {
  const at = document.caretPositionFromPoint?.(x, y) ?? document.caretRangeFromPoint?.(x, y);
  const node = at?.offsetNode ?? at?.startContainer;
  const paragraph = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".lt-text");
  return paragraph && sheet.contains(paragraph) ? placeOf(paragraph, node, at.offset ?? at.startOffset) : -1;
}

tree.closest("details").addEventListener("toggle", grow);
for (const bar of [tree, recent]) {
  bar.addEventListener("dragstart", (event) => {
    const button = event.target.closest?.("[data-code]");
    if (!button) return;
    if (!draft) select(spanOfSelection());
    event.dataTransfer.setData(CODE, button.dataset.code);
    event.dataTransfer.effectAllowed = "copy";
  });
}
tree.addEventListener("pointerdown", () => { if (!draft) select(spanOfSelection()); });
tree.addEventListener("click", (event) => {
  const code = codes.find((each) => each.id === event.target.closest("[data-code]")?.dataset.code);
  if (!code) return;
  if (draft) give(code);
  else say(said.saidNone);
});
sheet.addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes(CODE)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
});
sheet.addEventListener("drop", (event) => {
  const code = codes.find((each) => each.id === event.dataTransfer.getData(CODE));
  if (!code) return;
  event.preventDefault();
  const at = placeAt(event.clientX, event.clientY);
  if (draft && at >= draft.start && at <= draft.end) give(code);
  else say(draft ? said.saidBeside : said.saidNone);
});

input.addEventListener("input", offer);
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    chosen = Math.max(0, Math.min(offered.length - 1, chosen + (event.key === "ArrowDown" ? 1 : -1)));
    point();
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (event.shiftKey) inVivo();
    else if (offered[chosen]) give(offered[chosen]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close();
  }
});

for (const kind of ["pointerover", "focusin"]) {
  sheet.addEventListener(kind, (event) => {
    const chip = event.target.closest?.("a.lt-chip");
    paint("lt-pointed", chip ? rangesOf(Number(chip.dataset.at), Number(chip.dataset.to)) : []);
  });
}

addEventListener("online", send);
setInterval(news, NEWS_EVERY);
send();

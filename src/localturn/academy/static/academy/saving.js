// Saves what is chosen or written as soon as it is. Until the server has said that it has it, it is
// kept in this browser, and sent again when the line returns. Without this script everything is
// saved by the form's own buttons.
//
// Every change has a sequence that only grows, so that of two windows, or of two requests that
// overtake each other, the later change wins. It is the time by the server's clock, since two
// devices of one person may not agree what time it is.

// What is left when the page is gone is sent from whatever page its owner opens next (ui.js).

const PREFIX = "localturn-saving:";
const LONGEST_WAIT = 15000;
const WAIT_WHILE_TYPING = 900;
const SOONEST_RETRY = 2000;
const LATEST_RETRY = 30000;

const kept = {
  read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
  write(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: the form still saves */ }
  },
  forget(key) {
    try { localStorage.removeItem(key); } catch { /* as above */ }
  },
  keys() {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
  },
};

// A text that never arrived, where none can be handed in any more: to be copied, or thrown away.
for (const place of document.querySelectorAll("[data-saving-left]")) {
  for (const key of kept.keys().filter((each) => each.startsWith(`${PREFIX}${place.dataset.savingLeft}:`))) {
    const text = kept.read(key)?.content?.find(([name]) => name === "text")?.[1];
    if (!text?.trim()) { kept.forget(key); continue; }
    place.querySelector("textarea").value = text;
    place.querySelector("button").addEventListener("click", () => { kept.forget(key); place.hidden = true; });
    place.hidden = false;
  }
}

const form = document.querySelector("form[data-saving]");
// By this mark a redirect tells that the server has the whole page (ui.js).
const mark = form?.elements["kept-as"]?.value ?? Math.random().toString(36).slice(2).padEnd(10, "0");
if (form && !form.elements["kept-as"]) {
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "kept-as", value: mark }));
}
const ahead = form ? Number(form.dataset.now) - Date.now() : 0;
if (form) for (const block of form.querySelectorAll("[data-save]")) watch(block);

function watch(block) {
  const key = `${PREFIX}${form.dataset.saving}:${block.id}`;
  const status = block.querySelector(".lt-saved");
  const field = block.querySelector("[data-sequence-field]");
  let sequence = Number(block.dataset.sequence);
  let timer = 0;
  let pause = SOONEST_RETRY;
  let sending = false;

  const label = [document.querySelector("h1"), block.querySelector("legend")?.firstChild]
    .map((each) => each?.textContent.trim()).filter(Boolean).join(", ");
  const controls = () => [...block.querySelectorAll("[name]")].filter((each) => each !== field);

  const content = () =>
    controls().flatMap((each) => {
      if ((each.type === "radio" || each.type === "checkbox") && !each.checked) return [];
      return [[each.name, each.value]];
    });

  const show = (sentence, state) => {
    status.textContent = sentence;
    status.dataset.state = state;
  };

  const send = async ({ leaving = false } = {}) => {
    clearTimeout(timer);
    const unsent = kept.read(key) ?? block.unsent;
    // who leaves does not wait for what is under way: the later change wins whichever comes first
    if (!unsent || (sending && !leaving)) return;
    sending = true;
    show(form.dataset.saidSaving, "saving");
    const body = new URLSearchParams(unsent.content);
    body.set("sequence", unsent.sequence);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let answer = null;
    let said = {};
    try {
      // a line that hangs is no line: what is sent again is taken once
      const signal = AbortSignal.timeout?.(LONGEST_WAIT);
      answer = await fetch(block.dataset.save, { method: "POST", body, keepalive: true, redirect: "manual", signal });
      said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    } catch { answer = null; /* no line: below */ }
    sending = false;
    if (answer?.ok && said.sequence !== undefined) {
      pause = SOONEST_RETRY;
      const now = kept.read(key) ?? block.unsent;
      if (now && now.sequence > unsent.sequence) return send();
      kept.forget(key);
      block.unsent = null;
      show(said.said, said.kept ? "saved" : "refused");
      return undefined;
    }
    const status_ = answer ? answer.status : 0;
    if (status_ === 401 || status_ === 403 || answer?.type === "opaqueredirect") {
      show(form.dataset.saidOut, "refused");
    } else if (status_ >= 400 && status_ < 500 && status_ !== 408 && status_ !== 429) {
      // decided is what the server has said in words; a text is kept even then
      if (said.said && form.dataset.saving.startsWith("attempt-")) {
        kept.forget(key);
        block.unsent = null;
      }
      show(said.said ?? form.dataset.saidOut, "refused");
    } else {
      show(form.dataset.saidAway, "away");
      timer = setTimeout(send, pause);
      pause = Math.min(pause * 2, LATEST_RETRY);
    }
    return undefined;
  };

  const changed = (wait) => {
    sequence = Math.max(Date.now() + ahead, sequence + 1);
    field.value = sequence;
    block.unsent = {
      sequence, content: content(), mark, label, person: document.body.dataset.person, save: block.dataset.save, at: Date.now(),
    };
    kept.write(key, block.unsent);
    clearTimeout(timer);
    timer = setTimeout(send, wait);
    count();
  };

  block.addEventListener("change", () => changed(0));
  block.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input[type=text]")) changed(WAIT_WHILE_TYPING);
  });
  addEventListener("online", () => send());
  addEventListener("pagehide", () => send({ leaving: true }));
  document.addEventListener("visibilitychange", () => { if (document.hidden) send({ leaving: true }); });

  // What an earlier visit could not send is put back and sent now, unless something later was saved.
  const left = kept.read(key);
  if (left && left.sequence > sequence) {
    sequence = left.sequence;
    field.value = sequence;
    for (const each of controls()) {
      const values = left.content.filter(([name]) => name === each.name).map(([, value]) => value);
      if (each.type === "radio" || each.type === "checkbox") each.checked = values.includes(each.value);
      else each.value = values[0] ?? "";
    }
    send();
  } else if (left) kept.forget(key);
  count();
}

function count() {
  const words = form.dataset.count;
  const place = form.querySelector("[data-counted]");
  if (!words || !place) return;
  const blocks = [...form.querySelectorAll("[data-save]")];
  const answered = blocks.filter((block) =>
    [...block.querySelectorAll("[name]:not([data-sequence-field])")].some((each) =>
      each.type === "radio" || each.type === "checkbox" ? each.checked : each.value.trim() !== ""));
  place.textContent = words.replace("{n}", answered.length).replace("{all}", blocks.length);
}

// How much time is left by the server's clock: shown for the last hours, said aloud twice and at the end.
if (form?.dataset.closes) {
  const shown = form.querySelector("[data-left]");
  const said = form.querySelector("[data-left-said]");
  const HOURS_SHOWN = 3;
  const remaining = () => Math.max(0, Math.ceil((Number(form.dataset.closes) - Date.now() - ahead) / 1000));
  let before = remaining();
  const tick = () => {
    const seconds = remaining();
    for (const minutes of [5, 1, 0]) {
      if (before > minutes * 60 && seconds <= minutes * 60) said.textContent = said.getAttribute(`data-said-${minutes}`);
    }
    before = seconds;
    shown.hidden = seconds > HOURS_SHOWN * 3600;
    if (seconds <= 5 * 60) shown.dataset.soon = "";
    const two = (number) => String(number).padStart(2, "0");
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const time = hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
    shown.textContent = shown.dataset.left.replace("{time}", time);
    if (seconds) setTimeout(tick, 1000);
  };
  tick();
}

// How many words there are while they are written.
for (const text of document.querySelectorAll("textarea[data-words]")) {
  const place = text.form.querySelector("[data-word-count]");
  const tell = () => {
    const words = text.value.trim() ? text.value.trim().split(/\s+/u).length : 0;
    place.textContent = text.dataset.words.replace("{n}", words);
  };
  text.addEventListener("input", tell);
  tell();
}

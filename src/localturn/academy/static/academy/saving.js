// Saves what is chosen or written as soon as it is. Until the server has said that it has it, it is
// kept in this browser, and sent again when the line returns. Without this script everything is
// saved by the form's own buttons.
//
// Every change has a sequence that only grows, so that of two windows, or of two requests that
// overtake each other, the later change wins. It is the time by the server's clock, since two
// devices of one person may not agree what time it is.

const PREFIX = "localturn-saving:";
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

for (const done of document.querySelectorAll("[data-saving-done]")) {
  for (const key of kept.keys()) if (key.startsWith(`${PREFIX}${done.dataset.savingDone}:`)) kept.forget(key);
}

const form = document.querySelector("form[data-saving]");
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

  const send = async () => {
    clearTimeout(timer);
    const unsent = kept.read(key) ?? block.unsent;
    if (!unsent || sending) return;
    sending = true;
    show(form.dataset.saidSaving, "saving");
    const body = new URLSearchParams(unsent.content);
    body.set("sequence", unsent.sequence);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let answer = null;
    let said = {};
    try {
      answer = await fetch(block.dataset.save, { method: "POST", body, keepalive: true, redirect: "manual" });
      said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    } catch { /* no line: below */ }
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
      kept.forget(key);
      block.unsent = null;
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
    block.unsent = { sequence, content: content() };
    kept.write(key, block.unsent);
    clearTimeout(timer);
    timer = setTimeout(send, wait);
    count();
  };

  block.addEventListener("change", () => changed(0));
  block.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input[type=text]")) changed(WAIT_WHILE_TYPING);
  });
  addEventListener("online", send);
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });

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

// Suggested passages, one key each: a person codes or refuses every one, and can undo it. What was
// refused is kept out of the list as long as this window of the browser is open.

const section = document.querySelector("[data-suggesting]");
const list = section?.querySelector(".lt-suggestions");
if (list) begin();

function uuid() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  return [...b].map((n, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + n.toString(16).padStart(2, "0")).join("");
}

function begin() {
  const status = section.querySelector("[data-status]");
  const said = section.dataset;
  const done = []; // {item, coding}: coding is null where it was refused
  const keyOf = (item) => `localturn-refused:${said.project}:${said.code}:${item.dataset.of}:${item.dataset.start}-${item.dataset.end}`;
  const remember = (item, is) => {
    try {
      if (is) sessionStorage.setItem(keyOf(item), "1");
      else sessionStorage.removeItem(keyOf(item));
    } catch { /* forbidden: then only until the page is left */ }
  };
  const wasRefused = (item) => {
    try { return sessionStorage.getItem(keyOf(item)) !== null; } catch { return false; }
  };
  const open = () => [...list.children].filter((each) => !each.hidden && !each.dataset.done);
  let current = null;

  const say = (sentence, state = "") => {
    status.textContent = `${sentence} · ${said.saidLeft.replace("{n}", open().length)}`;
    status.dataset.state = state;
  };

  function goTo(item) {
    current?.removeAttribute("aria-current");
    current = item ?? null;
    if (!current) return;
    current.setAttribute("aria-current", "true");
    current.scrollIntoView({ block: "nearest" });
  }

  const after = (item) => {
    const all = open();
    return all.find((each) => item.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING) ?? all[0];
  };

  async function post(url, body) {
    const token = list.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ ...body, csrfmiddlewaretoken: token }), headers: { Accept: "application/json" }, redirect: "manual" });
      const isJson = answer.headers.get("Content-Type")?.includes("json");
      return { ok: answer.ok && isJson, said: isJson ? await answer.json() : {} };
    } catch {
      return { ok: false, said: {} };
    }
  }

  async function code(item) {
    if (!item || item.dataset.done) return;
    item.dataset.done = "coding"; // a second key does nothing meanwhile
    const { version, start, end, store } = item.dataset;
    const key = item.querySelector("[name=key]").value;
    const answer = await post(store, { version, start, end, code: said.code, key });
    if (!answer.ok) {
      delete item.dataset.done;
      say(answer.said.said ?? said.saidAway, "refused");
      return;
    }
    item.dataset.done = "coded";
    done.push({ item, coding: answer.said.coding });
    if (current === item) goTo(after(item));
    say(said.saidCoded, "saved");
  }

  function refuse(item) {
    if (!item || item.dataset.done) return;
    item.dataset.done = "refused";
    remember(item, true);
    done.push({ item, coding: null });
    if (current === item) goTo(after(item));
    say(said.saidRefused);
  }

  async function undo() {
    const last = done.pop();
    if (!last) {
      say(said.saidNone);
      return;
    }
    if (last.coding !== null) {
      const answer = await post(`/corpus/passages/${last.coding}/take-back/`, {});
      if (!answer.ok) {
        done.push(last);
        say(answer.said.said ?? said.saidAway, "refused");
        return;
      }
      // the key of what was taken back stands for it for ever
      last.item.querySelector("[name=key]").value = uuid();
    } else remember(last.item, false);
    delete last.item.dataset.done;
    goTo(last.item);
    say(said.saidUndone);
  }

  for (const item of list.children) {
    if (wasRefused(item)) item.hidden = true;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ds-button";
    button.dataset.variant = "tertiary";
    button.dataset.size = "sm";
    button.textContent = said.saidRefuse;
    button.addEventListener("click", () => refuse(item));
    item.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); code(item); });
    item.querySelector("[type=submit]").after(button);
  }
  const keys = {
    y: () => code(current),
    n: () => refuse(current),
    u: undo,
    arrowdown: () => goTo(current ? after(current) : open()[0]),
    arrowup: () => goTo(open().findLast((each) => current && current.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_PRECEDING) ?? current),
  };
  list.closest("[data-keyed]").addEventListener("keydown", (event) => {
    const key = keys[event.key.toLowerCase()];
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    key();
  });
  section.querySelector("[data-keys]").hidden = false;
  goTo(open()[0]);
}

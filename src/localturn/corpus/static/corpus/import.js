// Sends the files of a batch one at a time, so that hundreds can be chosen at once, and large ones
// in pieces (lobby/arriving.js). Without this script the form sends them together, as many as one
// request may have.

const form = document.querySelector("form[data-import]");
const status = form.querySelector("[data-status]");
const refused = form.querySelector("[data-refused]");
const large = document.querySelector("form[data-large]");
const PIECE = 4 * 1024 * 1024;
const TRIES = 5;

const post = async (url, body) => {
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.status < 500) {
        const json = answer.headers.get("Content-Type")?.includes("json");
        return { ok: answer.ok && json, said: json ? await answer.json() : {} };
      }
    } catch { /* no line: below */ }
    if (attempt >= TRIES) return { ok: false, said: {} };
    status.textContent = form.dataset.saidAway;
    await new Promise((done) => { setTimeout(done, 1000 * 2 ** attempt); });
  }
};

const leadOn = (page) => {
  const link = document.createElement("a");
  link.href = page;
  link.textContent = form.dataset.saidThere;
  status.append(" ", link);
};

// They go into a form of their own, which sends them in pieces and is never sent itself.
function sendLarge(files, said) {
  const chosen = new DataTransfer();
  for (const each of files) chosen.items.add(each);
  large.elements.documents.files = chosen.files;
  large.dataset.purpose = said.purpose;
  large.dataset.take = said.arrived;
  if (!refused.children.length) large.dataset.after = said.page;
  large.addEventListener("submit", (event) => event.preventDefault()); // it holds nothing else
  large.requestSubmit();
}

form.addEventListener("submit", async (event) => {
  const files = [...form.elements.documents.files];
  if (files.length < 2 && !files.some((each) => each.size > PIECE)) return; // the ordinary way
  event.preventDefault();
  event.submitter.disabled = true;
  refused.replaceChildren();
  const begun = await post(form.action || location.href, new URLSearchParams({ kind: form.elements.kind.value, addresses: form.elements.addresses.value }));
  if (!begun.ok) {
    status.textContent = begun.said.said ?? form.dataset.saidAway;
    event.submitter.disabled = false;
    return;
  }
  let sent = 0;
  const small = files.filter((each) => each.size <= PIECE);
  for (const file of small) {
    const body = new FormData();
    body.set("documents", file);
    const answer = await post(begun.said.add, body);
    if (!answer.ok) {
      const item = document.createElement("li");
      item.textContent = `${file.name}: ${answer.said.said ?? form.dataset.saidAway}`;
      refused.append(item);
    }
    sent += 1;
    status.textContent = form.dataset.saidSending.replace("{n}", sent).replace("{all}", files.length);
  }
  const rest = files.filter((each) => each.size > PIECE);
  if (rest.length) sendLarge(rest, begun.said);
  else if (!refused.children.length) location.assign(begun.said.page);
  else event.submitter.disabled = false;
  if (rest.length || refused.children.length) leadOn(begun.said.page);
});

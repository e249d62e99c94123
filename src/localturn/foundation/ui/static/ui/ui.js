// Small comforts; every page works without them.

// A button with data-confirm asks before it sends.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// A form with data-once is sent once, also when its button is pressed twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("once" in form.dataset) || event.defaultPrevented) return;
  if (form.dataset.once) event.preventDefault();
  form.dataset.once = "sent";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) form.dataset.once = "";
});

// Menus made of <details> close on Escape, and when something else is used.
const menus = () => document.querySelectorAll("details.lt-account[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
}

// A summary of errors takes the focus also where autofocus is ignored.
document.querySelector(".lt-summary")?.focus();

// A page of work that goes on (202) stands still, asks whether it is done, and then goes on too.
for (const link of document.querySelectorAll("a[data-until-done]")) {
  const ask = async () => {
    const answer = await fetch(link.href, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (answer && answer.status !== 202) location.replace(link.href);
    else setTimeout(ask, 2000);
  };
  setTimeout(ask, 1000);
}

// What was written is kept in this browser until the server has it: answers that a line did not
// carry ("saving", academy/saving.js) and texts of forms ("writing", ui/keeping.js), each under the
// number of its writer, so that nobody sees another's.
{
  const SAVING = "localturn-saving:";
  const WRITING = "localturn-writing:";
  const A_MONTH = 30 * 24 * 3600 * 1000;
  const left = {
    keys(prefix) {
      try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
    },
    read(key) {
      try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
    },
    forget(key) {
      try { localStorage.removeItem(key); } catch { /* forbidden: then nothing is there */ }
    },
  };
  const me = document.body.dataset.person;
  // what is anonymous is kept for its window alone
  const forgetInWindow = (isMeant) => {
    try {
      for (const key of Object.keys(sessionStorage)) {
        if (key.startsWith(WRITING) && isMeant(JSON.parse(sessionStorage.getItem(key)))) sessionStorage.removeItem(key);
      }
    } catch { /* forbidden: then nothing is there */ }
  };

  // A form that was taken names itself with the redirect that follows.
  const taken = /(?:^|; )taken=([a-z0-9]+)/.exec(document.cookie)?.[1];
  if (taken) {
    document.cookie = "taken=; max-age=0; path=/; samesite=lax";
    forgetInWindow(({ mark }) => mark === taken);
  }
  for (const key of [...left.keys(SAVING), ...left.keys(WRITING)]) {
    const each = left.read(key);
    const months = key.startsWith(`${SAVING}attempt-`) ? 2 : 1;
    if ((taken && each?.mark === taken) || Date.now() - (each?.at ?? each?.sequence ?? 0) > months * A_MONTH) left.forget(key);
  }

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !("signsOut" in event.target.dataset)) return;
    for (const key of left.keys(`${WRITING}${me}:`)) left.forget(key);
    for (const key of left.keys(SAVING)) {
      if (!key.startsWith(`${SAVING}attempt-`)) left.forget(key);
    }
    forgetInWindow(() => true);
  });

  // Answers that an earlier page could not send are sent from this one, unless it shows their form.
  async function sendLeft(pause) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    let again = false;
    for (const key of left.keys(`${SAVING}attempt-`)) {
      const each = left.read(key);
      const form = key.slice(SAVING.length).split(":")[0];
      if (!me || !token || !each?.save || each.person !== me || document.querySelector(`[data-saving="${form}"]`)) continue;
      const body = new URLSearchParams(each.content);
      body.set("sequence", each.sequence);
      body.set("csrfmiddlewaretoken", token);
      let status = 0;
      let said = {};
      try {
        const signal = AbortSignal.timeout?.(15000);
        const answer = await fetch(each.save, { method: "POST", body, redirect: "manual", signal });
        if (answer.headers.get("Content-Type")?.includes("json")) said = await answer.json();
        status = answer.status;
      } catch { status = 0; }
      if (said.said && [200, 409, 422].includes(status)) {
        if (left.read(key)?.sequence === each.sequence) left.forget(key);
        if (!said.counts) tell(`${each.label}: ${said.said}`);
      } else if ([0, 408, 429].includes(status) || status >= 500) again = true;
    }
    if (again) setTimeout(sendLeft, pause, Math.min(pause * 2, 300000));
  }

  function tell(text) {
    let place = document.querySelector("[data-told]");
    if (!place) {
      place = document.createElement("div");
      place.className = "lt-messages";
      place.setAttribute("role", "status");
      place.dataset.told = "";
      document.querySelector(".lt-main")?.prepend(place);
    }
    const box = document.createElement("div");
    box.className = "ds-alert lt-alert";
    box.dataset.color = "info";
    box.append(Object.assign(document.createElement("p"), { textContent: text }));
    setTimeout(() => place.append(box)); // a place that is there before it changes is read out
  }

  if (me) {
    sendLeft(5000);
    addEventListener("online", () => sendLeft(5000));
  }
}

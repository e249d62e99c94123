// The codebook's tree by keyboard. Without this script every step is a button on the node's page.

const frame = document.querySelector("[data-frame]");
const status = frame?.querySelector("[data-status]");
const swap = frame?.querySelector("[data-swap]");
const said = frame?.dataset;
const STEPS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };

const names = () => [...swap.querySelectorAll("[data-name]")];
const nodeOf = (link) => link.closest("[data-node]").dataset.node;
const focusOn = (node) => swap.querySelector(`#n${node} [data-name]`)?.focus();

async function send(address, node, fields = {}) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", frame.querySelector("[name=csrfmiddlewaretoken]").value);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  try {
    const answer = await fetch(address, {
      method: "POST", body, headers: { Accept: "application/json" },
    });
    const told = await answer.json();
    if (told.tree) swap.innerHTML = told.tree;
    status.textContent = told.said;
  } catch {
    status.textContent = said.saidAway;
  }
  focusOn(node);
}

function rename(link) {
  const node = nodeOf(link);
  const input = document.createElement("input");
  input.className = "ds-input";
  input.value = link.textContent;
  input.maxLength = 200;
  input.setAttribute("aria-label", said.saidName);
  link.hidden = true;
  link.before(input);
  const codings = link.closest("[data-node]").dataset.codings;
  status.textContent = codings === "0" ? "" : said.saidTouched.replace("{count}", codings);
  const letGo = () => {
    input.remove();
    link.hidden = false;
    status.textContent = "";
  };
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") {
      letGo();
      link.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      input.readOnly = true;
      const name = input.value.trim();
      letGo();
      if (name && name !== link.textContent) send(said.rename.replace("/0/", `/${node}/`), node, { name });
      else link.focus();
    }
  });
  input.focus();
  input.select();
}

frame?.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-name]");
  if (!link || event.ctrlKey || event.metaKey) return;
  const step = STEPS[event.key];
  if (event.altKey && step) {
    event.preventDefault();
    const node = nodeOf(link);
    send(said.step.replace("/0/", `/${node}/`).replace("HOW", step), node);
  } else if (event.altKey) {
    return;
  } else if (step === "up" || step === "down") {
    event.preventDefault();
    const all = names();
    all[all.indexOf(link) + (step === "up" ? -1 : 1)]?.focus();
  } else if (event.key === "F2") {
    event.preventDefault();
    rename(link);
  } else if (event.key.toLowerCase() === "a" && !event.shiftKey) {
    event.preventDefault();
    location.assign(`${said.new}?under=${nodeOf(link)}`);
  }
});

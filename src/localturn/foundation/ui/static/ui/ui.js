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

// The queue by keyboard: j and k between announcements, n for the next one, Ctrl+Enter publishes.
"use strict";

function isWriting(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  const form = document.getElementById("publish");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (isWriting(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...document.querySelectorAll("a[data-queued]")];
  const here = links.indexOf(document.activeElement);
  if (event.key === "j" && links.length) links[Math.min(here + 1, links.length - 1)].focus();
  if (event.key === "k" && links.length) links[Math.max(here - 1, 0)].focus();
  if (event.key === "n") document.querySelector("[data-next] a")?.click();
});

// Remembers where somebody is in a video and what of it they have played, and lets the times in its
// transcript jump. Without this script the times are links that load the page there, and the viewer
// says themselves when they have watched it.
//
// A report adds what was played, so one that arrives twice, late or from a second window changes
// nothing; what could not be sent goes along with the next one.

const EVERY = 15000; // how often a place is told while it changes
const STEP = 2; // seconds between two ticks of the player; more is a jump

const box = document.querySelector(".lt-watch");
const video = box?.querySelector("video");

if (video) {
  for (const link of document.querySelectorAll("[data-at]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      video.currentTime = Number(link.dataset.at);
      video.scrollIntoView({ block: "nearest" });
      video.focus({ preventScroll: true });
      video.play().catch(() => { /* the browser wants a press on its own button */ });
    });
  }
  const paragraphs = [...document.querySelectorAll(".lt-said > p")];
  const beginnings = paragraphs.map((each) => Number(each.querySelector("[data-at]").dataset.at));
  video.addEventListener("timeupdate", () => {
    const now = beginnings.findLastIndex((at) => at <= video.currentTime);
    paragraphs.forEach((each, index) => each.toggleAttribute("data-now", index === now));
  });
  video.addEventListener("play", () => box.querySelector("[data-go-on]")?.remove());
  if (box.dataset.watch) remember();
}

function remember() {
  let sequence = Number(box.dataset.sequence);
  let done = "done" in box.dataset;
  let last = null; // where the player was at the last tick, while it plays
  let played = []; // pairs of seconds, not yet told
  let told = null;
  let timer = 0;
  let sending = false;

  const tick = () => {
    const now = video.currentTime;
    if (last !== null && now > last && now - last < STEP * Math.max(1, video.playbackRate)) {
      const piece = played.at(-1);
      if (piece && Math.abs(piece[1] - last) < 0.01) piece[1] = now;
      else played.push([last, now]);
    }
    last = video.paused || video.seeking ? null : now;
  };

  const written = (pieces) =>
    pieces.map(([begin, end]) => [Math.round(begin), Math.round(end)])
      .filter(([begin, end]) => begin < end).map((piece) => piece.join("-")).join(",");

  const send = async () => {
    clearTimeout(timer);
    timer = 0;
    const place = Math.floor(video.currentTime);
    const pieces = played;
    const report = written(pieces);
    if (sending || (place === told && report === "")) return;
    played = pieces.length ? [[pieces.at(-1)[1], pieces.at(-1)[1]]] : [];
    sequence = Math.max(Date.now(), sequence + 1);
    const body = new URLSearchParams({
      place, played: report, sequence, csrfmiddlewaretoken: box.querySelector("[name=csrfmiddlewaretoken]").value,
    });
    sending = true;
    let answer = null;
    try {
      answer = await fetch(box.dataset.watch, { method: "POST", body, keepalive: true, redirect: "manual" });
    } catch { /* no line: told with the next report */ }
    sending = false;
    if (answer?.ok) {
      told = place;
      const said = await answer.json();
      if (said.done && !done) {
        done = true;
        box.querySelector("[role=status]").textContent = box.dataset.saidDone;
      }
    } else if (!answer || answer.status >= 500) {
      played = [...pieces, ...played];
    }
  };

  video.addEventListener("timeupdate", () => {
    tick();
    if (!timer && !video.paused) timer = setTimeout(send, EVERY);
  });
  for (const event of ["play", "seeking"]) video.addEventListener(event, () => { last = null; });
  for (const event of ["pause", "ended"]) video.addEventListener(event, () => { tick(); last = null; send(); });
  addEventListener("pagehide", () => { tick(); send(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) { tick(); send(); } });
}

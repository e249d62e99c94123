// Sends large files in pieces (tus 1.0), shows how far each is, and goes on after the line has dropped
// or the page was closed. Without this script the form sends the files itself, as long as they are
// small. One that is there is handed over at once (data-take), or with the form; in the first case
// the page may go on elsewhere instead of sending a form that holds nothing else (data-after).

const PIECE = 4 * 1024 * 1024;
const TUS = { "Tus-Resumable": "1.0.0" };
const SOONEST = 1000;
const LATEST = 30000;
const KEPT = "localturn-arriving:";

for (const form of document.querySelectorAll("form[data-arriving]")) {
  form.addEventListener("submit", (event) => {
    const field = form.elements[form.dataset.field];
    const files = [...(field?.files ?? [])];
    if (event.submitter?.dataset.sendsNoFile !== undefined) {
      if (field) field.disabled = true;
      return;
    }
    const together = files.reduce((sum, file) => sum + file.size, 0);
    if (together <= PIECE || field.disabled) return;
    event.preventDefault();
    if (!form.sending) form.sending = sendAll(form, files, event.submitter).finally(() => { form.sending = null; });
  });
}

// One after the other, then the form without them; not the form where one cannot be sent.
async function sendAll(form, files, submitter) {
  const buttons = [...form.querySelectorAll("[type=submit]")].filter((button) => !button.disabled);
  for (const box of form.querySelectorAll(".lt-arriving")) box.remove();
  for (const button of buttons) button.disabled = true;
  let isAllThere = true;
  for (const file of files) isAllThere = await new Sending(form, file, files.length > 1).run() && isAllThere;
  for (const button of buttons) button.disabled = false;
  if (!isAllThere) return;
  if (form.dataset.after) {
    location.assign(form.dataset.after);
    return;
  }
  form.elements[form.dataset.field].disabled = true;
  form.requestSubmit(submitter);
}

class Refused extends Error {}

class Sending {
  constructor(form, file, isNamed) {
    this.form = form;
    this.file = file;
    this.said = form.dataset;
    this.name = isNamed ? `${file.name}: ` : "";
    this.key = `${KEPT}${this.said.purpose}:${file.name}:${file.size}:${file.lastModified}`;
    this.offset = 0;
    this.isPaused = false;
    this.box = Object.assign(document.createElement("div"), { className: "lt-arriving" });
    this.bar = Object.assign(document.createElement("progress"), { max: file.size, value: 0 });
    this.bar.setAttribute("aria-label", `${this.name}${this.said.label}`);
    this.line = document.createElement("p");
    this.line.setAttribute("role", "status");
    this.button = Object.assign(document.createElement("button"), {
      type: "button", className: "ds-button", textContent: this.said.pause,
    });
    this.button.dataset.variant = "secondary";
    this.button.addEventListener("click", () => this.toggle());
    this.box.append(this.bar, this.line, this.button);
    form.append(this.box);
  }

  toggle() {
    this.isPaused = !this.isPaused;
    this.button.textContent = this.isPaused ? this.said.resume : this.said.pause;
    this.wake?.();
  }

  say(sentence) {
    const size = (bytes) => `${(bytes / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MiB`;
    const text = this.name + sentence.replace("{part}", size(this.offset)).replace("{all}", size(this.file.size));
    if (this.line.textContent !== text) this.line.textContent = text;
    this.bar.value = this.offset;
  }

  // Whether it is there in the end.
  async run() {
    let pause = SOONEST;
    let isThere = false;
    while (!isThere) {
      if (this.isPaused) {
        this.say(this.said.saidPaused);
        await new Promise((resolve) => { this.wake = resolve; });
        continue;
      }
      try {
        if (!this.address) await this.find();
        if (this.offset < this.file.size) {
          this.say(this.said.saidSending);
          await this.sendPiece();
        } else isThere = await this.handOver();
        pause = SOONEST;
      } catch (trouble) {
        if (trouble instanceof Refused) return this.refuse(trouble.message);
        this.say(this.said.saidAway);
        await this.rest(pause);
        pause = Math.min(pause * 2, LATEST);
        this.isUnsure = true;
      }
    }
    this.say(this.said.saidDone);
    this.button.hidden = true;
    this.keep(null);
    return true;
  }

  // At once, where the page says to whom; else the form says which it is. Whether that is done.
  async handOver() {
    const arrived = this.address.split("/").filter(Boolean).at(-1);
    if (!this.said.take) {
      this.form.elements.arrived.value = arrived;
      return true;
    }
    const answer = await this.fetch(this.said.take, { method: "POST", body: new URLSearchParams({ arrived }) });
    if (answer.status === 202) {
      this.say(this.said.saidLooking);
      this.button.hidden = true;
      await this.rest(SOONEST);
      return false;
    }
    if (answer.ok) return true;
    const trouble = await this.trouble(answer);
    if (trouble instanceof Refused && answer.status !== 409) this.keep(null);
    throw trouble;
  }

  // The file that was begun earlier, or a new one.
  async find() {
    const known = this.kept();
    if (known && await this.ask(known)) return;
    const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
    const answer = await this.fetch(this.said.arriving, {
      method: "POST",
      headers: {
        "Upload-Length": String(this.file.size),
        "Upload-Metadata": `filename ${encoded(this.file.name)},purpose ${encoded(this.said.purpose)}`,
      },
    });
    if (answer.status !== 201) throw await this.trouble(answer);
    this.address = answer.headers.get("Location");
    this.offset = 0;
    this.keep(this.address);
  }

  // How far it is; false where it is not there any more.
  async ask(address) {
    const answer = await this.fetch(address, { method: "HEAD" });
    if (answer.status === 404) { this.keep(null); this.address = null; return false; }
    if (!answer.ok) throw await this.trouble(answer);
    this.address = address;
    this.offset = Number(answer.headers.get("Upload-Offset"));
    this.isUnsure = false;
    return true;
  }

  async sendPiece() {
    if (this.isUnsure && !await this.ask(this.address)) return;
    const piece = await this.file.slice(this.offset, this.offset + PIECE).arrayBuffer();
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.offset) };
    if (crypto.subtle) {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", piece));
      headers["Upload-Checksum"] = `sha256 ${btoa(String.fromCharCode(...digest))}`;
    }
    const answer = await this.fetch(this.address, { method: "PATCH", headers, body: piece });
    if (answer.status === 409 || answer.status === 460) { this.isUnsure = true; throw new Error(); }
    if (answer.status !== 204) throw await this.trouble(answer);
    this.offset = Number(answer.headers.get("Upload-Offset"));
  }

  fetch(address, options) {
    const token = this.form.elements.csrfmiddlewaretoken.value;
    return fetch(address, {
      ...options, redirect: "manual", headers: { ...TUS, "X-CSRFToken": token, ...options.headers },
    });
  }

  // What a person must mend is told; all else is tried again.
  async trouble(answer) {
    const isTheirs = answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 500);
    if (!isTheirs || [408, 429].includes(answer.status)) return new Error();
    const isPlain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    return new Refused(isPlain ? await answer.text() : this.said.saidRefused);
  }

  refuse(sentence) {
    this.line.textContent = this.name + sentence;
    this.line.dataset.state = "refused";
    this.button.hidden = true;
    return false;
  }

  rest(pause) {
    return new Promise((resolve) => {
      const wake = () => { clearTimeout(timer); removeEventListener("online", wake); resolve(); };
      const timer = setTimeout(wake, pause);
      addEventListener("online", wake);
      this.wake = wake;
    });
  }

  kept() {
    try { return localStorage.getItem(this.key); } catch { return null; }
  }

  keep(address) {
    try {
      if (address) localStorage.setItem(this.key, address);
      else localStorage.removeItem(this.key);
    } catch { /* forbidden: only closing the page loses the place */ }
  }
}

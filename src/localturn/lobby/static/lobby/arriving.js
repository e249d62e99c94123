// Sends a large file in pieces (tus 1.0), shows how far it is, and goes on after the line has dropped
// or the page was closed. Without this script the form sends the file itself, as long as it is small.

const PIECE = 4 * 1024 * 1024;
const TUS = { "Tus-Resumable": "1.0.0" };
const SOONEST = 1000;
const LATEST = 30000;
const KEPT = "localturn-arriving:";

for (const form of document.querySelectorAll("form[data-arriving]")) {
  form.addEventListener("submit", (event) => {
    const file = form.elements[form.dataset.field].files?.[0];
    if (!file || file.size <= PIECE || form.elements.arrived.value) return;
    event.preventDefault();
    if (!form.sending) form.sending = new Sending(form, file).start();
  });
}

class Refused extends Error {}

class Sending {
  constructor(form, file) {
    this.form = form;
    this.file = file;
    this.said = form.dataset;
    this.key = `${KEPT}${this.said.purpose}:${file.name}:${file.size}:${file.lastModified}`;
    this.offset = 0;
    this.isPaused = false;
    this.box = Object.assign(document.createElement("div"), { className: "lt-arriving" });
    this.bar = Object.assign(document.createElement("progress"), { max: file.size, value: 0 });
    this.bar.setAttribute("aria-label", this.said.label);
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

  start() {
    this.form.querySelector("[type=submit]").disabled = true;
    this.run();
    return this;
  }

  toggle() {
    this.isPaused = !this.isPaused;
    this.button.textContent = this.isPaused ? this.said.resume : this.said.pause;
    this.wake?.();
  }

  say(sentence) {
    const size = (bytes) => `${(bytes / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MiB`;
    const text = sentence.replace("{part}", size(this.offset)).replace("{all}", size(this.file.size));
    if (this.line.textContent !== text) this.line.textContent = text;
    this.bar.value = this.offset;
  }

  async run() {
    let pause = SOONEST;
    while (this.offset < this.file.size || !this.address) {
      if (this.isPaused) {
        this.say(this.said.saidPaused);
        await new Promise((resolve) => { this.wake = resolve; });
        continue;
      }
      try {
        if (!this.address) await this.find();
        this.say(this.said.saidSending);
        if (this.offset < this.file.size) await this.sendPiece();
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
    this.keep(null);
    this.form.elements[this.said.field].disabled = true;
    this.form.elements.arrived.value = this.address.split("/").filter(Boolean).at(-1);
    this.form.requestSubmit();
    return undefined;
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
    this.line.textContent = sentence;
    this.button.hidden = true;
    this.form.sending = null;
    this.form.querySelector("[type=submit]").disabled = false;
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

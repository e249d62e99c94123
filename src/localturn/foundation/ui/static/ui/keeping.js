// Keeps what is written into a long form in this browser until the server has it: under the number
// of its writer, for a month at most, and until they sign out (ui.js). What was not sent is put back
// into the form, with a sentence and a way to discard it. Fields that are saved as they are written
// (academy/saving.js) are left to that.
{
  const PREFIX = "localturn-writing:";
  const writer = document.body.dataset.person;
  const store = (area) => ({
    read(key) {
      try { return JSON.parse(area().getItem(key)); } catch { return null; }
    },
    write(key, value) {
      try { area().setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ }
    },
    forget(key) {
      try { area().removeItem(key); } catch { /* forbidden */ }
    },
    keys() {
      try { return Object.keys(area()).filter((key) => key.startsWith(`${PREFIX}${writer}:`)); } catch { return []; }
    },
  });
  // what is anonymous stays in the window that it was written in
  const ofBrowser = store(() => localStorage);
  const ofWindow = store(() => sessionStorage);

  let hasSignedOut = false;
  document.addEventListener("submit", (event) => { hasSignedOut ||= "signsOut" in event.target.dataset; });

  const forms = writer ? [...document.querySelectorAll("form[data-keeps]")] : [];
  const keys = forms.map(keep);

  // What was written into another form of this address, as an answer to a post, is found from here.
  for (const key of writer ? ofBrowser.keys() : []) {
    const kept = ofBrowser.read(key);
    if (keys.includes(key) || kept?.path !== location.pathname || !forms.length) continue;
    const link = Object.assign(document.createElement("a"), { href: kept.address, textContent: forms[0].dataset.saidGoOn });
    say(forms[0], forms[0].dataset.saidElsewhere, link);
  }

  function keep(form) {
    const area = form.dataset.keeps === "window" ? ofWindow : ofBrowser;
    const mark = Math.random().toString(36).slice(2, 12).padEnd(10, "0");
    const hidden = [...form.querySelectorAll("input[type=hidden]")]
      .filter(({ name }) => name && name !== "csrfmiddlewaretoken" && name !== "kept-as" && !name.startsWith("arrived"))
      .filter((each) => !each.closest("[data-save]"))
      .map(({ name, value }) => `${name}=${value}`);
    const key = [`${PREFIX}${writer}`, new URL(form.action, location.href).pathname, ...hidden].join(":");
    const fields = [...form.elements].filter((each) =>
      each.name && !each.closest("[data-save]") && !each.readOnly
      && (each.matches("textarea, select") || ["text", "url", "number", "radio", "checkbox"].includes(each.type)));
    const isTicked = (each) => each.type === "radio" || each.type === "checkbox";
    const now = () => fields.filter((each) => !isTicked(each) || each.checked).map((each) => [each.name, each.value]);
    // as the server drew it: a browser may have filled the form already when it loads a page again
    const drawn = () => fields.filter((each) => !isTicked(each) || each.defaultChecked).map((each) => [
      each.name,
      each.options ? ([...each.options].find((one) => one.defaultSelected) ?? each.options[0])?.value ?? "" : isTicked(each) ? each.value : each.defaultValue,
    ]);
    const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
    const first = drawn();
    let timer = 0;

    if (!form.elements["kept-as"]) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "kept-as", value: mark }));
    }
    const write = (isSent) => {
      clearTimeout(timer);
      timer = 0;
      if (hasSignedOut) return;
      const content = now();
      if (same(content, first) && !isSent) area.forget(key);
      else {
        const { pathname: path, href: address } = location;
        area.write(key, { content, mark: form.elements["kept-as"].value, path, address, at: Date.now() });
      }
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(write, 300, false); };
    for (const kind of ["input", "change"]) form.addEventListener(kind, later);
    form.addEventListener("submit", () => write(true));
    addEventListener("pagehide", () => { if (timer) write(false); });

    const kept = area.read(key);
    if (kept && !same(kept.content, first)) {
      for (const each of fields) {
        const values = kept.content.filter(([name]) => name === each.name).map(([, value]) => value);
        if (isTicked(each)) each.checked = values.includes(each.value);
        else if (values.length) each.value = values[0];
      }
      area.write(key, { ...kept, mark: form.elements["kept-as"].value });
      const button = Object.assign(document.createElement("button"), { type: "button", className: "ds-button", textContent: form.dataset.saidDiscard });
      Object.assign(button.dataset, { variant: "secondary", color: "accent", size: "sm" });
      const place = say(form, form.dataset.saidKept, button);
      button.addEventListener("click", () => {
        form.reset();
        area.forget(key);
        place.remove();
        fields[0]?.focus();
      });
    }
    return key;
  }

  function say(form, sentence, action) {
    const place = document.createElement("div");
    place.className = "ds-alert lt-alert";
    place.dataset.color = "info";
    place.setAttribute("role", "status");
    const words = document.createElement("div");
    words.append(Object.assign(document.createElement("p"), { textContent: sentence }), action);
    form.before(place);
    place.append(words);
    return place;
  }
}

// Passkeys need JavaScript and a browser that knows them: their buttons are hidden until both are
// sure. What speaks with the key is fetched when its button is first used, so that the page is light
// for everybody else. The button's <script data-allauth-onload="allauth.….loginForm"> says what to do.
const SCRIPTS = document.currentScript.dataset.scripts.split(" ");

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("[data-needs-webauthn]")) form.hidden = false;
}

function fetched(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

for (const order of document.querySelectorAll("script[data-allauth-onload]")) {
  const facts = JSON.parse(order.textContent);
  const { add, login, authenticate } = facts.ids;
  const button = document.getElementById(add || login || authenticate);
  let state = "away";
  button?.addEventListener("click", async (event) => {
    if (state === "here") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (state === "coming") return;
    state = "coming";
    try {
      for (const address of SCRIPTS) await fetched(address); // the second needs the first
    } catch {
      state = "away"; // there is no connection: the next click tries again
      return;
    }
    order.dataset.allauthOnload.split(".").reduce((all, name) => all[name], window)(facts);
    state = "here";
    button.click();
  });
}

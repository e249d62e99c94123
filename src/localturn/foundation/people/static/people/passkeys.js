// Passkeys need JavaScript and a browser that knows them: their buttons are hidden until both are sure.
if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("[data-needs-webauthn]")) form.hidden = false;
}

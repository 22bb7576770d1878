// One key for each verdict, numbers for reasons, arrows back and forth. All of it can be missing: each is a button or a link.
const NO_LETTERS = "second-look-no-letter-keys"; // set on the page of help
const form = document.getElementById("decide");
const isField = (element) => Boolean(element?.closest("textarea, select, input:not([type=checkbox]):not([type=radio])"));
let sent = false;

function off() {
  try { return localStorage.getItem(NO_LETTERS) === "yes"; } catch { return false; }
}

function press(key) {
  const button = form?.querySelector(`button[data-key="${key}"]`);
  if (button) form.requestSubmit(button);
  return Boolean(button);
}

function choose(number) {
  const radio = form?.querySelectorAll("input[name=reason]")[number === 0 ? 9 : number - 1];
  if (radio) { radio.checked = true; radio.focus(); }
  return Boolean(radio);
}

function go(id) {
  const link = document.getElementById(id);
  if (link) location.assign(link.href);
  return Boolean(link);
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && isField(document.activeElement)) return document.activeElement.blur();
  if (isField(document.activeElement) || off()) return;
  const radio = document.activeElement?.matches("input[type=radio]");
  const done = /^[0-9]$/.test(event.key) ? choose(Number(event.key))
    : event.key === "ArrowLeft" && !radio ? go("back")
    : event.key === "ArrowRight" && !radio ? go("forth")
    : /^[a-z]$/.test(event.key) ? press(event.key) : false;
  if (done) event.preventDefault();
});

// A second press sends nothing more; the server would record it once all the same.
form?.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
window.addEventListener("pageshow", () => { sent = false; });

document.querySelector(".govuk-error-summary") || document.getElementById("passage-heading")?.focus({ preventScroll: true });

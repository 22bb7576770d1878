// The small moves: what a result needs after htmx has put it in, the keys, clearing, copying, dropping. All of it can be missing.
import { createAll, ErrorSummary, FileUpload } from "./vendor/govuk-frontend.min.js";

const NO_LETTERS = "second-look-no-letter-keys"; // kept in the browser: "yes" once a person has switched the letter keys off
const by = (id) => document.getElementById(id);
const main = by("main-content");
let leaving = false;

function say(words) {
  const status = by("status");
  status.textContent = "";
  setTimeout(() => { status.textContent = words; }, 50);
}

function begin(scope) {
  for (const element of scope.querySelectorAll("[data-with-script]")) element.hidden = false;
  createAll(FileUpload, {}, scope);
  nameFiles(scope);
  createAll(ErrorSummary, {}, scope);
  showLetters();
}

// GOV.UK Frontend puts a hidden comma into the name of the button, so that the name no longer holds the words that are seen.
function nameFiles(scope) {
  const comma = scope.querySelector("#files-comma");
  comma?.parentElement.setAttribute("aria-labelledby", "files-label files");
  comma?.remove();
}

// Clearing ----------------------------------------------------------------------------------------------------------------

function clear() {
  leaving = true;
  document.title = "Second Look";
  document.body.replaceChildren(); // at once, before the empty page has come
  location.replace("/?cleared");
}

function holdsSomething() {
  const texts = [...document.querySelectorAll("#look-form textarea")], files = document.querySelector("input[type=file]");
  return Boolean(by("result") || texts.some((text) => text.value) || (files && files.files.length) || main.ariaBusy === "true");
}

window.addEventListener("pageshow", (event) => { if (event.persisted) clear(); });

// Keys --------------------------------------------------------------------------------------------------------------------

const isField = (element) => Boolean(element?.closest("textarea:not([readonly]), input:not([type=checkbox]):not([type=file]), select, [contenteditable]"));

function leaveOrClear(event) {
  const field = document.activeElement;
  if (isField(field)) {
    field.blur();
    say("You have left the field. Escape now clears everything.");
  } else if (holdsSomething()) {
    clear();
  }
  event.preventDefault();
}

function shownCards() {
  return [...document.querySelectorAll(".sl-card")].filter((card) => card.offsetParent !== null);
}

function step(direction) {
  const cards = shownCards();
  if (!cards.length) return;
  const here = cards.indexOf(document.activeElement.closest(".sl-card"));
  const next = cards[here === -1 ? (direction > 0 ? 0 : cards.length - 1) : Math.min(Math.max(here + direction, 0), cards.length - 1)];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  current(next);
}

function current(card) {
  for (const mark of document.querySelectorAll(".sl-current")) mark.classList.remove("sl-current");
  const number = by(card.id.replace("-card-", "-mark-"));
  if (!number || number === card) return;
  number.parentElement.classList.add("sl-current");
  const paper = number.closest(".sl-paper");
  if (paper.scrollHeight > paper.clientHeight) paper.scrollTop += number.getBoundingClientRect().top - paper.getBoundingClientRect().top - paper.clientHeight / 3;
}

function wordsAndBack() {
  const here = document.activeElement, card = here.closest(".sl-card");
  const other = by(here.classList.contains("sl-number") ? here.hash.slice(1) : card ? card.id.replace("-card-", "-mark-") : "");
  if (other && other !== card) other.focus();
}

const LETTERS = { j: () => step(1), k: () => step(-1), w: wordsAndBack };

function lettersOff() {
  try { return localStorage.getItem(NO_LETTERS) === "yes"; } catch { return false; }
}

function showLetters() {
  const button = by("letters");
  if (!button) return;
  button.setAttribute("aria-pressed", String(lettersOff()));
  button.textContent = lettersOff() ? "Letter keys are off" : "Switch the letter keys off";
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.repeat) return;
  if (event.key === "Escape") return leaveOrClear(event);
  const form = document.activeElement.closest?.("#look-form");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) return form.requestSubmit(by("take"));
  const letter = LETTERS[event.key];
  if (letter && by("result") && !event.ctrlKey && !event.metaKey && !event.altKey && !isField(document.activeElement) && !lettersOff()) {
    event.preventDefault();
    letter();
  }
});

// Clicks ------------------------------------------------------------------------------------------------------------------

async function copy() {
  const field = by("summary-text");
  try {
    await navigator.clipboard.writeText(field.value);
    say("The summary is copied");
    by("copy").textContent = "Copied";
  } catch {
    field.select();
    say("The summary is selected. Copy it with Control and C.");
  }
}

function switchLetters() {
  try { lettersOff() ? localStorage.removeItem(NO_LETTERS) : localStorage.setItem(NO_LETTERS, "yes"); } catch { return; }
  showLetters();
  say(lettersOff() ? "The letter keys are off" : "The letter keys are on");
}

const CLICKS = { print: () => window.print(), copy, letters: switchLetters, clear };

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("#print, #copy, #letters, #clear");
  if (!pressed || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  CLICKS[pressed.id]();
});

document.addEventListener("focusin", (event) => {
  const card = event.target.closest?.(".sl-card");
  if (card) current(card);
});

// The filter works by style sheet; this only says what it did ---------------------------------------------------------------

document.addEventListener("change", (event) => {
  if (!event.target.closest("#filter")) return;
  const all = document.querySelectorAll(".sl-card").length, shown = [...document.querySelectorAll(".sl-card")].filter((card) => getComputedStyle(card).display !== "none").length;
  const words = shown === all ? "" : `showing ${shown} of ${all} cards`;
  by("filtered").textContent = words;
  say(words || "showing all cards");
});

// Printing shows what is folded -------------------------------------------------------------------------------------------

window.addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not([open])")) { fold.open = true; fold.dataset.folded = ""; }
});
window.addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-folded]")) { fold.open = false; delete fold.dataset.folded; }
});

// Files: too many bytes are told before they are sent; a drop beside the place for files counts too ---------------------------

function problem(words) {
  const place = by("problems");
  if (!place) return;
  place.innerHTML = '<div class="govuk-error-summary" data-module="govuk-error-summary"><div role="alert"><h2 class="govuk-error-summary__title">There is a problem</h2><div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list"><li><a href="#text"></a></li></ul></div></div></div>';
  place.querySelector("a").textContent = words;
  createAll(ErrorSummary, {}, place);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("#look-form");
  if (!form) return;
  const size = [...form.querySelector("input[type=file]").files].reduce((sum, file) => sum + file.size, 0) + [...form.querySelectorAll("textarea")].reduce((sum, text) => sum + text.value.length, 0);
  if (size > Number(form.dataset.mostBytes)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    problem("The files are too large together. Choose fewer or smaller ones.");
  }
}, true);

document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  if (event.defaultPrevented && event.target.closest(".govuk-file-upload-wrapper, .govuk-drop-zone")) return;
  event.preventDefault();
  const input = document.querySelector("#look-form input[type=file]");
  if (!input || !event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

// htmx --------------------------------------------------------------------------------------------------------------------

document.addEventListener("htmx:before:request", () => { main.ariaBusy = "true"; say("Reading"); });
document.addEventListener("htmx:finally:request", () => { main.ariaBusy = "false"; });
document.addEventListener("htmx:error", () => { if (!leaving) problem("Second Look did not answer. Is it still running?"); });
document.addEventListener("htmx:after:swap", (event) => {
  const { target } = event.detail.ctx; // an element, or a selector where the answer chose another place
  const place = typeof target === "string" ? document.querySelector(target) : target;
  begin(place);
  if (place.id === "more") {
    [...place.querySelectorAll("textarea")].at(-1)?.focus();
    say("There is a field for another note");
    return;
  }
  const heading = by("result-heading"), problems = by("problems");
  if (heading) {
    heading.focus({ preventScroll: true });
    window.scrollTo({ top: 0, behavior: "instant" });
    say(`The second look is here: ${heading.textContent}`);
  } else if (!problems?.firstElementChild) {
    by("text")?.focus();
  }
});

begin(document);

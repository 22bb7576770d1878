// Moves the figures of a screening that goes on. Without it a link shows them anew.
const watch = document.getElementById("watch");
const status = document.getElementById("status");
const set = (id, words) => { document.getElementById(id).textContent = words; };
const number = (value) => Number(value).toLocaleString("en-GB");
let tenth = -1;

function time(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 60) return "less than a minute";
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `about ${minutes} min` : `about ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function show(progress) {
  const writing = progress.stage === "writing";
  const bar = document.getElementById("bar");
  if (progress.words_of || writing) bar.value = writing ? 1000 : Math.round(1000 * progress.words / progress.words_of);
  if (writing) { set("left", "writing the results"); return; }
  set("notes", number(progress.notes) + (progress.notes_of ? ` of ${number(progress.notes_of)}` : ""));
  set("rate", number(progress.rate));
  set("flags", number(progress.flags));
  set("errors", number(progress.errors));
  set("left", progress.stage === "reading" ? "–" : time(progress.left));
  const now = progress.words_of ? Math.floor(10 * progress.words / progress.words_of) : 0;
  if (now > tenth) { tenth = now; status.textContent = `${10 * now} per cent read`; } // said aloud now and then, not at every step
}

const events = new EventSource(watch.dataset.events);
events.addEventListener("state", (event) => {
  const now = JSON.parse(event.data);
  if (now.state === "running" || now.state === "queued") {
    if (now.state === "running") set("state", "Being read");
    if (now.progress) show(now.progress);
    return;
  }
  events.close();
  if (now.state === "deleted") window.location.assign("/screenings");
  else window.location.reload();
});

// Makes pages pleasanter where scripts run; every page works without.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, Radios, SkipLink, createAll,
} from "./vendor/govuk-frontend.min.js";

const WARN_BEFORE = 5 * 60 * 1000;
const LOOK_EVERY = 15 * 1000;
const DRAW_AFTER = 1500;
const KEEP_AFTER = 2000;
const UNDRAWN = "The pages cannot be drawn now. Your text is still in the box: save it, or load this page again.";
const UNREACHED = "Duecourse could not be reached. Check your connection, then try again.";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, Radios, SkipLink]) {
  createAll(component);
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function clockTime(moment) {
  const words = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hour12: true }).format(moment);
  return words.replace(/\s/g, "").toLowerCase();
}

// Says at the foot of the page that the session ends soon. It takes no focus: somebody may be in the middle of a word.
class Leaving {
  constructor(endsAt) {
    this.endsAt = endsAt;
    this.notice = "You will be signed out at";
    this.region = element("div", "dc-leaving");
    this.region.setAttribute("role", "region");
    this.region.setAttribute("aria-label", "Staying signed in");
    this.region.hidden = true;
    this.words = element("p", "dc-leaving__words");
    this.words.setAttribute("role", "alert");
    this.button = element("button", "govuk-button", "Stay signed in");
    this.button.type = "button";
    this.button.addEventListener("click", () => this.stay());
    const inner = element("div", "govuk-width-container dc-leaving__inner");
    inner.append(this.words, this.button);
    this.region.append(inner);
    document.body.append(this.region);
    this.timer = setInterval(() => this.look(), LOOK_EVERY);
    document.addEventListener("visibilitychange", () => this.look());
    this.look();
  }

  look() {
    const left = this.endsAt - Date.now();
    if (left <= 0) this.end();
    else if (left <= WARN_BEFORE) this.say(`${this.notice} ${clockTime(this.endsAt)}.`);
    else this.region.hidden = true;
  }

  say(words) {
    this.region.hidden = false;
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  async stay() {
    try {
      const answer = await fetch("/still-here", { redirect: "manual" });
      if (answer.type === "opaqueredirect") this.end();
      else if (answer.ok) this.prolong(Date.now() + 1000 * Number(await answer.text()));
      else this.say(UNREACHED);
    } catch {
      this.say(UNREACHED);
    }
  }

  prolong(endsAt) {
    const longest = endsAt <= this.endsAt + 1000;
    if (longest) this.notice = "You have been signed in for as long as is allowed. Finish this page before";
    this.endsAt = endsAt;
    this.look();
  }

  end() {
    clearInterval(this.timer);
    this.button.remove();
    this.say("You have been signed out. Send this page as usual and sign in again: the words you typed are kept.");
  }
}

// Draws the sheets of a letter beside its text: by the server, as it prints them, a moment after somebody stops typing.
class Pages {
  constructor(region) {
    this.region = region;
    this.form = document.getElementById(region.dataset.form);
    this.turn = 0;
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("submit", (event) => this.asked(event));
    this.draw();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), DRAW_AFTER);
  }

  asked(event) {
    if (event.submitter?.getAttribute("formaction") !== this.region.dataset.pages) return;
    event.preventDefault();
    this.draw();
  }

  async draw() {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    const drawn = await this.fetched();
    if (turn !== this.turn) return;
    const kept = this.region.scrollTop;
    this.region.replaceChildren(...drawn);
    this.region.scrollTop = kept;
  }

  async fetched() {
    const body = new URLSearchParams(new FormData(this.form));
    try {
      const answer = await fetch(this.region.dataset.pages, { method: "POST", body, headers: { Pages: "only" }, redirect: "manual" });
      if (!answer.ok) return [element("p", "govuk-body", UNDRAWN)];
      return [...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes];
    } catch {
      return [element("p", "govuk-body", UNREACHED)];
    }
  }
}

for (const region of document.querySelectorAll("[data-pages]")) new Pages(region);

// Seconds that are left, not a moment: the clock of this machine may be wrong.
const left = Number(document.body.dataset.secondsLeft ?? "");
if (left) new Leaving(Date.now() + 1000 * left);

// Puts the code of a link into its field: it comes behind the mark of the address, which no server ever sees.
for (const form of document.querySelectorAll("[data-takes-code]")) {
  const code = decodeURIComponent(location.hash.slice(1));
  if (/^[a-z2-7-]{20,40}$/.test(code)) {
    form.elements[form.dataset.takesCode].value = code;
    history.replaceState(null, "", location.pathname);
  }
}

// Copies what stands in a field that can only be read; where there is no clipboard, it is selected, to be copied by hand.
for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const said = element("span", "dc-copy__said");
  said.setAttribute("role", "status");
  button.after(said);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Copied";
    } catch {
      said.textContent = "Selected: copy it with Ctrl and C";
    }
    setTimeout(() => { said.textContent = ""; }, 5000);
  });
}

// Shows a page that an answer brought in the place of this one, as if the browser had gone there.
function show(html, address) {
  const come = new DOMParser().parseFromString(html, "text/html");
  history.replaceState(null, "", address);
  document.title = come.title;
  document.querySelector("main").replaceWith(come.querySelector("main"));
  for (const component of [Button, Checkboxes, ErrorSummary, Radios]) createAll(component);
  for (const form of document.querySelectorAll("form[data-uploads]")) new Upload(form);
}

// Sends files and says how much of them has gone; what comes back is shown as ever.
class Upload {
  constructor(form) {
    this.form = form;
    this.said = element("p", "govuk-body dc-upload");
    this.said.setAttribute("role", "status");
    this.bar = document.createElement("progress");
    this.bar.className = "dc-upload__bar";
    this.bar.max = 100;
    this.bar.hidden = true;
    this.bar.setAttribute("aria-label", "How much has been sent");
    form.append(this.said, this.bar);
    form.addEventListener("submit", (event) => this.send(event));
  }

  send(event) {
    const chosen = [...this.form.querySelectorAll("input[type=file]")].flatMap((field) => [...field.files]);
    if (!chosen.length) return;
    event.preventDefault();
    if (this.running) return;
    this.running = true;
    const body = new FormData(this.form, event.submitter);
    const request = new XMLHttpRequest();
    const files = chosen.length === 1 ? "1 file" : `${chosen.length} files`;
    request.upload.addEventListener("progress", ({ loaded, total }) => this.tell(files, Math.floor((100 * loaded) / total)));
    request.addEventListener("load", () => show(request.responseText, request.responseURL));
    request.addEventListener("error", () => this.stop("The files could not be sent: Duecourse could not be reached. Check your connection, then try again. Your answers are kept."));
    request.open("POST", this.form.action);
    request.send(body);
    this.tell(files, 0);
  }

  tell(files, sent) {
    this.bar.hidden = false;
    this.bar.value = sent;
    const words = sent < 100 ? `Sending ${files}` : `Sent ${files}. Looking at what it is`;
    if (this.said.textContent !== words) this.said.textContent = words;
  }

  stop(words) {
    this.running = false;
    this.bar.hidden = true;
    this.said.textContent = words;
  }
}

for (const form of document.querySelectorAll("form[data-uploads]")) new Upload(form);

// Keeps what stands in a question of a report while somebody types: a tab may be closed, a network may go.
class Keeping {
  constructor(form) {
    this.form = form;
    this.said = element("p", "govuk-body dc-quiet dc-kept");
    this.said.setAttribute("role", "status");
    form.append(this.said);
    form.addEventListener("input", () => this.later());
    form.addEventListener("submit", (event) => this.going(event));
    document.addEventListener("visibilitychange", () => { if (document.hidden && this.changed) this.keep(true); });
  }

  later() {
    this.changed = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(false), KEEP_AFTER);
  }

  async keep(leaving) {
    clearTimeout(this.timer);
    const body = new URLSearchParams(new FormData(this.form));
    try {
      const answer = await fetch(this.form.dataset.keeps, { method: "POST", body, redirect: "manual", keepalive: leaving });
      this.changed = !answer.ok;
      this.said.textContent = "";
    } catch {
      this.said.textContent = "Not kept yet: Duecourse could not be reached. Leave this page open; it is tried again as you type.";
    }
  }

  going(event) {
    clearTimeout(this.timer);
    if (navigator.onLine) return;
    event.preventDefault();
    this.said.textContent = "You have no connection. Nothing is lost: leave this page open, and press the button again when you are connected.";
  }
}

for (const form of document.querySelectorAll("form[data-keeps]")) new Keeping(form);

// Shows a question as soon as the answers to others call for it; without scripts the next page asks it.
for (const part of document.querySelectorAll("[data-only-if]")) {
  const form = part.closest("form");
  const wanted = part.dataset.onlyIf.split(" ").map((each) => each.split("="));
  const look = () => {
    const typed = new FormData(form);
    const called = wanted.every(([name, values]) => typed.getAll(name).some((text) => values.split(",").includes(text)));
    part.hidden = !called;
    part.querySelector("[name=asked]").disabled = !called;
  };
  form.addEventListener("change", look);
  look();
}

// Narrows a long list of people to those whose words are looked for; what is chosen stays in sight.
for (const box of document.querySelectorAll("[data-filters]")) {
  const list = document.getElementById(box.dataset.filters);
  const items = [...list.querySelectorAll(".govuk-radios__item")];
  const said = element("p", "govuk-hint");
  said.setAttribute("role", "status");
  box.after(said);
  box.parentElement.hidden = false;
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const text = item.textContent.toLowerCase();
      const fits = item.querySelector("input").checked || words.every((word) => text.includes(word));
      item.hidden = !fits;
      shown += Number(fits);
    }
    for (const fold of list.querySelectorAll("details")) fold.open = fold.open || words.length > 0;
    said.textContent = words.length ? `${shown} of ${items.length} people` : "";
  });
}

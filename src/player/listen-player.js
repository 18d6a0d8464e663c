/*!
 * <listen-player>: plays an article and marks in its own text what is being said (README.md).
 * Without this script, the <audio controls> inside stays. Nothing is put into the page's DOM but a
 * shadow root here; no inline style, no innerHTML, no request beyond audio, timings and chapters.
 */

// ---- what it says ----

const TEXTS = {
  de: {
    player: "Audioplayer",
    play: "Abspielen",
    pause: "Pause",
    back: ["Zurück", "Einen Satz zurück"],
    next: ["Vor", "Einen Satz vor"],
    place: "Stelle",
    speed: "Geschwindigkeit",
    chapters: "Kapitel",
    follow: "Mitscrollen",
    resume: "Weiter ab",
    of: "von",
    failed: "Die Audiodatei lässt sich nicht laden.",
  },
  en: {
    player: "Audio player",
    play: "Play",
    pause: "Pause",
    back: ["Back", "Back one sentence"],
    next: ["Forward", "Forward one sentence"],
    place: "Position",
    speed: "Speed",
    chapters: "Chapters",
    follow: "Scroll along",
    resume: "Continue at",
    of: "of",
    failed: "The audio file cannot be loaded.",
  },
};

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
const SEEK_S = 5, SKIP_S = 10;

/** 75 → "1:15", 3675 → "1:01:15" */
function clock(seconds) {
  return new Date(seconds * 1000).toISOString().slice(11, 19).replace(/^(00:0?|0)/, "");
}

// ---- what it looks like ----

// All is drawn in the colour of the text around it: dark where the page is dark, be it by
// prefers-color-scheme or by its own switch, and light on a page that knows no dark mode.
const STYLE = `
:host { display: block; margin: 1.5rem 0; container-type: inline-size; color: var(--listen-color, inherit);
  --tint: color-mix(in srgb, currentColor 7%, transparent);
  --line: var(--listen-border, color-mix(in srgb, currentColor 22%, transparent)); }
* { box-sizing: border-box; }
::slotted(*) { display: none !important; }
.player { display: flex; flex-wrap: wrap; align-items: center; column-gap: .75rem; padding: .75rem 1rem .25rem;
  font: 400 1rem/1.3 var(--listen-font, system-ui, sans-serif); text-align: left;
  background: var(--listen-background, transparent);
  border: 1px solid var(--line); border-radius: var(--listen-radius, .5rem); font-variant-numeric: tabular-nums; }
button, select { min-width: 2.75rem; min-height: 2.75rem; margin: 0; padding: 0 .5rem; font: inherit;
  font-size: .875rem; color: inherit; background: none; border: 1px solid transparent;
  border-radius: calc(var(--listen-radius, .5rem) / 1.5); cursor: pointer; }
button { display: inline-flex; align-items: center; justify-content: center; gap: .375rem; }
@media (hover: hover) { button:hover, select:hover { background-color: var(--tint); } }
:focus-visible { outline: 3px solid var(--listen-focus, currentColor); outline-offset: 2px; }
svg { display: block; flex: none; width: 1.5rem; height: 1.5rem; fill: currentColor; fill-rule: evenodd; }
.play { padding: 0; border-radius: 50%; color: var(--listen-accent, inherit); }
.play svg { width: 3.5rem; height: 3.5rem; }
.waiting svg { opacity: .5; }
.titles { flex: 1 1 0; min-width: 0; }
.label { font-weight: 600; }
.now { font-size: .875rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; opacity: .8; }
.now:empty { display: none; }
.tools { display: flex; align-items: center; gap: .25rem; }
select { appearance: none; padding: 0 .75rem; text-align: center; text-align-last: center; border-color: var(--line); }
option { color: #000; background: #fff; }
[aria-pressed=true], [aria-expanded=true] { background-color: var(--tint); border-color: currentColor; }
.seek { display: flex; flex: 1 0 100%; align-items: center; gap: .75rem; font-size: .875rem; }
.track { position: relative; flex: 1; height: 2.75rem; }
input { appearance: none; display: block; width: 100%; height: 100%; margin: 0; background: none; cursor: pointer;
  color: var(--listen-accent, inherit); border-radius: .25rem;
  --fill: linear-gradient(90deg, currentColor var(--done, 0%), var(--line) var(--done, 0%)); }
input::-webkit-slider-runnable-track { height: 4px; border-radius: 2px; background: var(--fill); }
input::-moz-range-track { height: 4px; border-radius: 2px; background: var(--fill); }
input::-webkit-slider-thumb { appearance: none; width: 16px; height: 16px; margin-top: -6px; border: 0;
  border-radius: 50%; background: currentColor; }
input::-moz-range-thumb { width: 16px; height: 16px; border: 0; border-radius: 50%; background: currentColor; }
.track i { position: absolute; top: calc(50% - 6px); width: 2px; height: 12px; margin-left: -1px;
  background: currentColor; opacity: .5; pointer-events: none; }
ol { flex: 1 0 100%; max-height: 19rem; margin: .25rem 0 .5rem; padding: .25rem 0 0; overflow: auto; list-style: none;
  border-top: 1px solid var(--line); }
li button { width: 100%; justify-content: flex-start; gap: .75rem; padding: .375rem .5rem; font-size: 1rem;
  text-align: left; }
input:focus-visible, li button:focus-visible { outline-offset: -4px; }
li span:first-child { flex: none; min-width: 2.75rem; font-size: .875rem; }
[aria-current=true] { font-weight: 600; background-color: var(--tint); }
[role=status] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:host([hidden]), [hidden] { display: none !important; }
@container (max-width: 44rem) { .follow span { display: none; } }
@container (max-width: 36rem) {
  .player { padding: .75rem; }
  .seek { order: -1; }
  .play, .titles { order: -2; }
  .tools { flex: 1 0 100%; justify-content: space-between; }
  .chapters span { display: none; }
}
@media (forced-colors: active) {
  button, select { border-color: ButtonBorder; }
  [aria-pressed=true], [aria-expanded=true], [aria-current=true] { border: 3px solid Highlight; }
  input { appearance: auto; }
}
`;

// Tints on which dark and light text is readable alike.
const MARKS = `
::highlight(listen-sentence) { background-color: var(--listen-sentence, rgb(255 190 0 / .18)); }
::highlight(listen-word) { background-color: var(--listen-word, rgb(240 120 0 / .32)); }
@media (forced-colors: active) {
  ::highlight(listen-sentence) { background-color: Mark; color: MarkText; }
  ::highlight(listen-word) { background-color: Highlight; color: HighlightText; }
}`;

const PLAY = "M28 0a28 28 0 1 0 0 56 28 28 0 0 0 0-56zM22 16.5v23L41 28z";
const PAUSE = "M28 0a28 28 0 1 0 0 56 28 28 0 0 0 0-56zM19.5 18v20h6V18zM30.5 18v20h6V18z";
const ICONS = {
  back: "M6 5h2.5v14H6zM19 5v14L9.5 12z",
  next: "M15.5 5H18v14h-2.5zM5 5v14l9.5-7z",
  chapters: "M3 5h3v2H3zM9 5h12v2H9zM3 11h3v2H3zM9 11h12v2H9zM3 17h3v2H3zM9 17h12v2H9z",
  follow: "M3 5h12v2H3zM3 11h9v2H3zM3 17h9v2H3zM17 9h2v7h3l-4 5-4-5h3z",
};

const [style, marks] = [STYLE, MARKS].map((css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
});
document.adoptedStyleSheets.push(marks);

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function icon(path, size = 24) {
  const [svg, shape] = ["svg", "path"].map((tag) =>
    document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

// ---- what is kept: in localStorage, or not where that is denied or full ----

function kept(name) {
  try {
    return localStorage.getItem(`listen:${name}`);
  } catch {
    return null;
  }
}

function keep(name, value) {
  try {
    if (value) localStorage.setItem(`listen:${name}`, value);
    else localStorage.removeItem(`listen:${name}`);
  } catch {
    // It plays all the same.
  }
}

// ---- where the words are in the page ----

const SILENT = /^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT|LISTEN-PLAYER)$/;
// \p{Cf}: soft hyphens and signs without width, which stand inside words and mean nothing.
const TOKEN = /[\p{L}\p{N}\p{M}\p{Cf}]+|[\p{S}&%§@#*/]/gu;

/** Words and signs of a text, spelt so that only real differences count, and where they stand. */
function* tokens(text) {
  for (const found of text.matchAll(TOKEN)) {
    const key = found[0].replace(/\p{Cf}/gu, "").normalize("NFKC").toLowerCase();
    if (key) yield { key, start: found.index, end: found.index + found[0].length };
  }
}

/** The text below `roots` as one string, and which text node each part of it comes from. */
function pageText(roots) {
  const nodes = [], starts = [];
  let text = "";
  const walk = (parent) => {
    for (const node of parent.childNodes) {
      if (node instanceof Text) {
        nodes.push(node);
        starts.push(text.length);
        text += node.data;
      } else if (node instanceof Element && !SILENT.test(node.tagName)) {
        const { display, float } = getComputedStyle(node);
        if (display === "none") continue;
        // "<b>Zei</b>tung" is one word, with a drop cap too; "<p>Zei</p>tung" and "Zei<br>tung" are two.
        const gap = node.tagName !== "BR" && (display === "inline" || float !== "none") ? "" : "\n";
        text += gap;
        walk(node);
        text += gap;
      }
    }
  };
  for (const root of roots) {
    walk(root);
    text += "\n";
  }
  return { text, nodes, starts };
}

/** Index of the last of an ascending list that is not past `value`; -1 where all are. */
function lastAt(list, value, get = (item) => item) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (get(list[middle]) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The sentence, word or chapter of a time; found by seeking, it may lie a hair before the start. */
const indexAt = (list, time) => lastAt(list, time + 0.01, (item) => item.start_s);

/**
 * For each string of `a` the index of its like in `b`, or -1. Patience diff: strings found once on
 * both sides hold the two together; so again in the gaps between; the rest by common subsequence.
 */
function align(a, b) {
  const match = new Int32Array(a.length).fill(-1);
  const gaps = [[0, a.length, 0, b.length]];
  while (gaps.length > 0) {
    const [a0, a1, b0, b1] = gaps.pop();
    if (a0 >= a1 || b0 >= b1) continue;
    const anchors = ascending(uniquePairs(a, a0, a1, b, b0, b1));
    if (anchors.length === 0) {
      commonSubsequence(a, a0, a1, b, b0, b1, match);
      continue;
    }
    let [i, j] = [a0, b0];
    for (const [x, y] of anchors) {
      match[x] = y;
      gaps.push([i, x, j, y]);
      [i, j] = [x + 1, y + 1];
    }
    gaps.push([i, a1, j, b1]);
  }
  return match;
}

function uniquePairs(a, a0, a1, b, b0, b1) {
  const once = (list, from, to) => { // string → index, -1 where it is found again
    const at = new Map();
    for (let i = from; i < to; i++) at.set(list[i], at.has(list[i]) ? -1 : i);
    return at;
  };
  const inB = once(b, b0, b1);
  return [...once(a, a0, a1)].map(([s, i]) => [i, inB.get(s)]).filter(([i, j]) => i >= 0 && j >= 0);
}

/** Of pairs that ascend in their first, the most that ascend in their second too. */
function ascending(pairs) {
  const ends = [], before = []; // ends[k]: the pair that ends the best chain of k + 1
  pairs.forEach(([, y], i) => {
    const k = lastAt(ends, y, (e) => pairs[e][1]) + 1;
    before[i] = k > 0 ? ends[k - 1] : -1;
    ends[k] = i;
  });
  const chain = [];
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i]) chain.push(pairs[i]);
  return chain.reverse();
}

function commonSubsequence(a, a0, a1, b, b0, b1, match) {
  const n = a1 - a0, m = b1 - b0, width = m + 1;
  if (n * m > 4e6) return; // repeats itself for pages: better no mark than a frozen page
  const length = new Uint16Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--)
      length[i * width + j] = a[a0 + i] === b[b0 + j]
        ? length[(i + 1) * width + j + 1] + 1
        : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
  for (let i = 0, j = 0; i < n && j < m;) {
    if (a[a0 + i] === b[b0 + j]) match[a0 + i++] = b0 + j++;
    else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) i++;
    else j++;
  }
}

/** Where the sentences of the timings, and their words, stand in the page. */
class Places {
  #page;
  #tokens; // of the page
  #timings; // the sentences of the timings
  #sentences = []; // {first, last, words: [{first, last}]}, as indices of tokens; null: not found

  constructor(roots, sentences) {
    this.#timings = sentences;
    this.#page = pageText(roots);
    this.#tokens = [...tokens(this.#page.text)];
    const spoken = []; // {key, word}
    const spans = sentences.map((sentence) => {
      const start = spoken.length;
      const words = sentence.words?.length ? sentence.words : [sentence];
      words.forEach((w, word) => {
        for (const { key } of tokens(w.text)) spoken.push({ key, word });
      });
      return [start, spoken.length];
    });
    const match = align(spoken.map((t) => t.key), this.#tokens.map((t) => t.key));
    let free = 0; // the first token that no sentence has taken
    for (const [start, end] of spans) {
      const place = this.#settle(spoken, match, start, end, free);
      if (place) free = place.last + 1;
      this.#sentences.push(place);
    }
    /** The page has the text, and as it was when it was read. */
    this.isCurrent = this.#sentences.some(Boolean);
  }

  /**
   * One place of the tokens matched for a sentence. A common word may have found its like far away,
   * in a caption: only the largest group that keeps together counts, with neighbours that fit.
   */
  #settle(spoken, match, start, end, free) {
    let best = [], group = [];
    for (let i = start; i < end; i++) {
      if (match[i] < free) continue;
      const before = group.at(-1);
      if (before !== undefined && match[i] - match[before] > i - before + 8) group = [];
      group.push(i);
      if (group.length > best.length) best = group;
    }
    if (best.length === 0 || best.length * 2 < end - start) return null;
    const found = new Map(best.map((i) => [i, match[i]]));
    const grow = (i, step) => {
      for (let j = found.get(i) + step; (i += step) >= start && i < end && j >= free &&
           this.#tokens[j]?.key === spoken[i].key; j += step) found.set(i, j);
    };
    grow(best[0], -1);
    grow(best.at(-1), 1);
    const place = { first: Infinity, last: -1, words: [] };
    for (const [i, j] of found)
      for (const p of [place, place.words[spoken[i].word] ??= { first: Infinity, last: -1 }]) {
        p.first = Math.min(p.first, j);
        p.last = Math.max(p.last, j);
      }
    return place;
  }

  sentence(index) {
    return this.#range(this.#sentences[index], this.#timings[index]?.text);
  }

  word(index, word) {
    return this.#range(this.#sentences[index]?.words[word], this.#timings[index]?.words[word]?.text);
  }

  /** Index of the sentence at a place of the page, or -1. */
  sentenceAt(node, offset) {
    const { nodes, starts } = this.#page;
    const at = starts[nodes.indexOf(node)] + offset;
    return this.#sentences.findIndex((place) => place &&
      this.#tokens[place.first].start - 2 <= at && at <= this.#tokens[place.last].end + 2);
  }

  /** Range of a place with the marks that belong to it, as in "z. B." and “Ja.”; null: not found. */
  #range(place, written) {
    if (!place) return null;
    const { text, nodes, starts } = this.#page, own = [...tokens(written)];
    const head = written.slice(0, own[0].start), tail = written.slice(own.at(-1).end);
    let { start } = this.#tokens[place.first], { end } = this.#tokens[place.last];
    if (text.startsWith(head, start - head.length)) start -= head.length;
    if (text.startsWith(tail, end)) end += tail.length;
    const range = document.createRange();
    const [from, to] = [start, end - 1].map((at) => lastAt(starts, at));
    try {
      range.setStart(nodes[from], start - starts[from]);
      range.setEnd(nodes[to], end - starts[to]);
      if (nodes[from].isConnected && nodes[to].isConnected) return range;
    } catch {
      // Its text is shorter now.
    }
    this.isCurrent = false;
    return null;
  }
}

// ---- the element ----

let active = null; // the player that plays, or played last: marks and media keys are its own

const isMeantOtherwise = (event) => event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey;

class ListenPlayer extends HTMLElement {
  #audio;
  #lang; // the player's own
  #t; // its texts
  #ui; // elements in the shadow
  #stop; // ends all listeners
  #pending = 0; // where to begin once the file is known
  #started = false;
  #failed = false;
  #dragging = false;
  #loading; // promise of the two below
  #sentences = [];
  #places = null;
  #placedAt = 0;
  #chapters = [];
  #now = {}; // what is shown: {playing, chapter, sentence, word}
  #timer;
  #saved = 0;
  #scrolled = 0;

  connectedCallback() {
    if (document.readyState === "loading" && !this.querySelector("audio"))
      return document.addEventListener("DOMContentLoaded", () => this.#begin(), { once: true });
    this.#begin();
  }

  disconnectedCallback() {
    this.#stop?.abort();
    this.#save();
    clearTimeout(this.#timer);
    if (active === this) this.#mark();
  }

  /** Seconds from the beginning. */
  get time() {
    return this.#audio.readyState > 0 ? this.#audio.currentTime : this.#pending;
  }

  get duration() {
    // A server without range requests leaves it at Infinity.
    const { duration } = this.#audio;
    return (Number.isFinite(duration) && duration) || Number(this.dataset.duration) || 0;
  }

  play() {
    if (this.#failed) {
      this.#pending = this.time;
      this.#failed = false;
      this.#audio.load();
    }
    return this.#audio.play().catch(() => {}); // the error event tells what a reader must know
  }

  pause() {
    this.#audio.pause();
  }

  seek(seconds) {
    const to = Math.min(Math.max(0, seconds), this.duration || Infinity);
    if (this.#audio.readyState > 0) this.#audio.currentTime = to;
    else this.#pending = to;
    this.#update();
  }

  // -- building --

  #begin() {
    this.#audio = this.querySelector("audio");
    if (!this.#audio || !this.isConnected) return;
    const lang = this.closest("[lang]")?.lang || navigator.language;
    this.#lang = /^de\b/i.test(lang) ? "de" : "en";
    this.#t = TEXTS[this.#lang];
    if (!this.#ui) this.#build();
    this.#stop = new AbortController();
    this.#listen();
    if (!this.#started) this.#pending = Number(kept(this.#placeName)) || 0;
    if (this.duration && this.#pending > this.duration - 3) this.#pending = 0;
    this.#setSpeed(kept("speed"));
    this.#ui.follow.ariaPressed = String(kept("follow") === "true");
    this.#update();
  }

  #build() {
    const t = this.#t, timed = this.dataset.timings ? 1 : 0;
    const button = (className, title, ...more) =>
      make("button", { type: "button", className, title, ariaLabel: title }, ...more);
    const ui = this.#ui = {
      play: button("play", t.play, icon(PLAY, 56)),
      now: make("div", { className: "now" }),
      elapsed: make("span", { ariaHidden: "true" }),
      total: make("span", { ariaHidden: "true" }),
      seek: make("input", { type: "range", ariaLabel: t.place }),
      back: button("back", t.back[timed], icon(ICONS.back)),
      next: button("next", t.next[timed], icon(ICONS.next)),
      speed: make("select", { ariaLabel: t.speed, title: t.speed }, ...SPEEDS.map((value) =>
        make("option", { value }, `${value.toLocaleString(this.#lang)}×`))),
      toc: button("chapters", t.chapters, icon(ICONS.chapters), make("span", {}, t.chapters)),
      follow: button("follow", t.follow, icon(ICONS.follow), make("span", {}, t.follow)),
      list: make("ol", { hidden: true, ariaLabel: t.chapters }),
      status: make("div", { role: "status" }),
    };
    ui.toc.ariaExpanded = "false";
    ui.toc.hidden = !this.dataset.chapters;
    ui.follow.hidden = !timed;
    ui.track = make("div", { className: "track" }, ui.seek);
    const title = this.dataset.title;
    const label = this.querySelector(".listen-label")?.textContent.trim() || t.player;
    ui.player = make("div", { className: "player", role: "region",
                              ariaLabel: title ? `${t.player}: ${title}` : t.player },
      ui.play,
      make("div", { className: "titles" }, make("div", { className: "label" }, label), ui.now),
      make("div", { className: "tools" }, ui.back, ui.next, ui.speed, ui.toc, ui.follow),
      make("div", { className: "seek" }, ui.elapsed, ui.track, ui.total),
      ui.list, ui.status);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style];
    root.append(ui.player, make("slot"));
  }

  #listen() {
    const { signal } = this.#stop, audio = this.#audio, ui = this.#ui;
    const on = (target, types, handler, options) => types.split(" ").forEach((type) =>
      target.addEventListener(type, handler, { signal, ...options }));

    on(audio, "loadedmetadata", () => {
      if (this.#pending > 0) audio.currentTime = this.#pending;
    });
    on(audio, "play", () => this.#onPlay());
    on(audio, "pause ended", () => this.#onPause());
    on(audio, "playing seeked ratechange timeupdate durationchange", () => this.#update());
    on(audio, "playing seeked ratechange durationchange", () => this.#mediaPosition());
    on(audio, "waiting", () => ui.play.classList.add("waiting"));
    on(audio, "playing pause canplay error", () => ui.play.classList.remove("waiting"));
    on(audio, "error", () => this.#fail());
    const sources = audio.querySelectorAll("source");
    if (sources.length > 0) on(sources[sources.length - 1], "error", () => this.#fail());
    on(window, "pagehide", () => this.#save());

    on(ui.play, "click", () => this.#toggle());
    on(ui.back, "click", () => this.#step(-1));
    on(ui.next, "click", () => this.#step(1));
    on(ui.speed, "change", () => keep("speed", this.#setSpeed(ui.speed.value)));
    on(ui.follow, "click", () => this.#toggleFollow());
    on(ui.toc, "click", () => this.#toggleList());
    on(ui.list, "click", (event) => {
      const at = [...ui.list.children].indexOf(event.target.closest("li"));
      if (at < 0) return;
      this.#goToChapter(this.#chapters[at]);
      this.play();
    });
    // While the thumb is held, its time is shown; the sound moves when it is let go.
    on(ui.seek, "input", () => {
      this.#dragging = true;
      this.#showTime(Number(ui.seek.value));
    });
    on(ui.seek, "change", () => {
      this.#dragging = false;
      this.seek(Number(ui.seek.value));
    });
    on(ui.seek, "pointerup pointercancel", () => (this.#dragging = false));
    on(ui.player, "keydown", (event) => this.#onKey(event));
    // Nothing is fetched for a player that nobody uses.
    on(ui.player, "pointerenter focusin", () => this.#load(), { once: true });

    on(document, "click", (event) => this.#onTextClick(event));
    on(document, "wheel touchmove", () => (this.#scrolled = Date.now()), { passive: true });
  }

  // -- data --

  /** Fetch sentences and chapters, once; where they cannot be had, it plays all the same. */
  #load() {
    return this.#loading ??= Promise.all([
      this.#fetch(this.dataset.timings, ({ sentences }) => (this.#sentences = sentences ?? [])),
      this.#fetch(this.dataset.chapters, ({ chapters }) => this.#listChapters(chapters)),
    ]).then(() => {
      const { back, next, follow, toc } = this.#ui;
      toc.hidden = this.#chapters.length < 2;
      follow.hidden = this.#sentences.length === 0;
      if (follow.hidden) {
        [back.title] = [back.ariaLabel] = this.#t.back;
        [next.title] = [next.ariaLabel] = this.#t.next;
      }
      this.#update();
    });
  }

  async #fetch(url, take) {
    try {
      if (url) take(await (await fetch(url)).json());
    } catch (error) {
      console.warn(`listen-player: ${url}:`, error);
    }
  }

  #listChapters(chapters) {
    const { list, track } = this.#ui;
    this.#chapters = chapters.filter((chapter) => chapter.title && chapter.toc !== false)
      .map(({ title, startTime }) => ({ title, start_s: startTime }));
    for (const { title, start_s } of this.#chapters) {
      list.append(make("li", {}, make("button", {},
        make("span", {}, clock(start_s)), make("span", {}, title))));
      const tick = make("i");
      tick.style.left = `calc(8px + (100% - 16px) * ${start_s / this.duration})`;
      if (start_s > 0 && this.duration) track.append(tick);
    }
  }

  /** Elements that hold the article's text: those of the selector, the player's own if it has one. */
  #roots() {
    let found = [];
    try {
      const selector = this.dataset.text || "article";
      const own = this.closest(selector);
      found = own ? [own] : [...document.querySelectorAll(selector)];
    } catch {
      // Not a selector: as if none was given.
    }
    if (found.length === 0) found = [this.closest("article, main") ?? document.body];
    return found.filter((element) => !found.some((other) => other !== element && other.contains(element)));
  }

  /** Places in the page; looked for again when it has changed, but not all the time. */
  #findPlaces() {
    if (this.#sentences.length > 0 && !this.#places?.isCurrent && Date.now() - this.#placedAt > 2000) {
      this.#placedAt = Date.now();
      this.#places = new Places(this.#roots(), this.#sentences);
    }
    return this.#places;
  }

  // -- playing --

  #toggle() {
    if (this.#audio.paused) this.play();
    else this.pause();
  }

  #onPlay() {
    if (active && active !== this) {
      active.pause();
      active.#mark();
    }
    active = this;
    this.#started = true;
    this.#setSpeed(kept("speed") ?? this.#audio.playbackRate); // another player may have changed it
    this.#now = {};
    this.#load();
    this.#mediaSession();
    this.#update();
  }

  #onPause() {
    if (this.#audio.ended) {
      keep(this.#placeName, null);
      this.#mark();
    } else {
      this.#save();
    }
    this.#update();
  }

  #fail() {
    this.#failed = true;
    this.#ui.status.textContent = this.#t.failed;
    this.pause();
    this.#update();
  }

  get #placeName() {
    return `place:${this.dataset.key || this.#audio.currentSrc || this.#audio.querySelector("source")?.src}`;
  }

  #save() {
    if (!this.#started || this.#audio.ended) return;
    this.#saved = Date.now();
    keep(this.#placeName, this.time > 3 ? this.time.toFixed(1) : null);
  }

  #setSpeed(speed) {
    const rate = SPEEDS.find((s) => s === Number(speed)) ?? 1;
    this.#audio.defaultPlaybackRate = this.#audio.playbackRate = rate;
    this.#ui.speed.value = rate;
    return rate;
  }

  #toggleFollow() {
    const follow = this.#ui.follow.ariaPressed !== "true";
    this.#ui.follow.ariaPressed = String(follow);
    keep("follow", follow);
    this.#scrolled = 0;
    if (follow) this.#scrollTo(this.#now.sentence);
  }

  /** To the sentence before or after; within a sentence, "before" is its own beginning. */
  async #step(direction) {
    await this.#load();
    if (this.#sentences.length === 0) return this.seek(this.time + direction * SKIP_S);
    const to = this.#beside(this.#sentences, direction, 1);
    this.#goToSentence(to);
    // Whoever cannot see the mark is told where it is, unless it is heard anyway.
    if (to && this.#audio.paused) this.#ui.status.textContent = to.text;
  }

  /** What comes before or after now; what began longer than `least` ago comes before itself. */
  #beside(list, direction, least) {
    const now = indexAt(list, this.time);
    const again = direction < 0 && this.time - list[now]?.start_s > least;
    return list[again ? now : Math.max(0, now + direction)];
  }

  #goToSentence(sentence) {
    if (!sentence) return;
    this.#scrolled = 0;
    if (!active || active.#audio.paused) active = this;
    this.seek(sentence.start_s);
  }

  #goToChapter(chapter) {
    if (!chapter) return;
    this.seek(chapter.start_s);
    this.#ui.status.textContent = chapter.title;
  }

  #stepChapter(direction) {
    this.#goToChapter(this.#beside(this.#chapters, direction, 3));
  }

  #toggleList(open = this.#ui.list.hidden) {
    this.#ui.list.hidden = !open;
    this.#ui.toc.ariaExpanded = String(open);
  }

  #onKey(event) {
    const { target } = event, { seek, speed, toc, list } = this.#ui;
    if (isMeantOtherwise(event) || target === speed) return;
    const along = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 }[event.key];
    const key = event.key.toLowerCase();
    if (along && (/t$/.test(event.key) || target === seek)) {
      if (event.shiftKey) this.#step(along);
      else this.seek(this.time + along * SEEK_S);
    } else if (key === "k" || (key === " " && target === seek)) this.#toggle();
    else if (key === "n" || key === "p") this.#stepChapter(key === "n" ? 1 : -1);
    else if (key === "<" || key === ">") {
      const to = SPEEDS.indexOf(this.#audio.playbackRate) + (key === "<" ? -1 : 1);
      if (SPEEDS[to]) keep("speed", this.#setSpeed(SPEEDS[to]));
    } else if (key === "escape" && !list.hidden) {
      this.#toggleList(false);
      toc.focus();
    } else return;
    event.preventDefault();
  }

  /** A click on a sentence plays it, once this player was started. */
  #onTextClick(event) {
    if (active !== this || !this.#started || event.button || event.shiftKey || isMeantOtherwise(event)) return;
    if (event.target.closest("a, button, input, select, textarea, label, summary, [contenteditable], " +
                             "[role], [tabindex], listen-player")) return;
    const { clientX: x, clientY: y, detail } = event;
    clearTimeout(this.clicking);
    if (detail > 1) return; // a word is being selected
    this.clicking = setTimeout(() => {
      if (!getSelection().isCollapsed) return;
      const index = this.#sentenceUnder(x, y);
      if (index < 0) return;
      this.#goToSentence(this.#sentences[index]);
      this.play();
    }, 250);
  }

  #sentenceUnder(x, y) {
    const caret = document.caretPositionFromPoint?.(x, y) ?? document.caretRangeFromPoint?.(x, y);
    const places = this.#findPlaces();
    if (!caret || !places) return -1;
    const index = places.sentenceAt(caret.offsetNode ?? caret.startContainer,
                                    caret.offset ?? caret.startOffset);
    // The caret is found beside the text too: only a click on it counts.
    const boxes = index < 0 ? [] : [...places.sentence(index)?.getClientRects() ?? []];
    return boxes.some((b) => x >= b.left - 4 && x <= b.right + 4 && y >= b.top - 4 && y <= b.bottom + 4)
      ? index : -1;
  }

  // -- showing --

  #showTime(time) {
    const { seek, elapsed, total } = this.#ui, { duration } = this;
    const unit = (n, unit) => Math.floor(n).toLocaleString(this.#lang, { style: "unit", unit, unitDisplay: "long" });
    const spoken = (s) => `${unit(s / 60, "minute")} ${unit(s % 60, "second")}`;
    seek.max = Math.ceil(duration) || 1;
    seek.value = time;
    seek.style.setProperty("--done", `${(100 * time) / seek.max}%`);
    if (elapsed.textContent === clock(time) && total.textContent === clock(duration)) return;
    seek.ariaValueText = `${spoken(time)} ${this.#t.of} ${spoken(duration)}`;
    elapsed.textContent = clock(time);
    total.textContent = clock(duration);
  }

  /** Bring all that is shown in line with the sound, and come back when the next word is said. */
  #update() {
    const { time } = this, { play, now, list } = this.#ui, playing = !this.#audio.paused;
    if (!this.#dragging) this.#showTime(time);
    if (playing !== this.#now.playing) {
      this.#now.playing = playing;
      play.title = play.ariaLabel = playing ? this.#t.pause : this.#t.play;
      play.querySelector("path").setAttribute("d", playing ? PAUSE : PLAY);
    }
    const at = indexAt(this.#chapters, time), chapter = this.#chapters[at];
    now.textContent = this.#failed ? this.#t.failed : this.#started ? chapter?.title ?? ""
      : time > 0 ? `${this.#t.resume} ${clock(time)}` : "";
    if (chapter && at !== this.#now.chapter) {
      this.#now.chapter = at;
      [...list.children].forEach((item, i) => (item.firstChild.ariaCurrent = String(i === at)));
      this.#tell("listen-chapter", { index: at, title: chapter.title, start: chapter.start_s });
    }
    clearTimeout(this.#timer);
    if (active !== this || !this.isConnected) return;
    if (playing && Date.now() - this.#saved > 5000) this.#save();
    const next = this.#audio.ended ? Infinity : this.#showWords(time);
    if (!playing) return;
    const wait = ((next - time) / this.#audio.playbackRate) * 1000;
    this.#timer = setTimeout(() => this.#update(), Math.min(Math.max(wait, 8), 250));
  }

  /** Mark what is said at `time`; returns when that changes. */
  #showWords(time) {
    const index = indexAt(this.#sentences, time), sentence = this.#sentences[index];
    const next = this.#sentences[index + 1]?.start_s ?? Infinity;
    if (!sentence) return next;
    const words = sentence.words ?? [], inside = time < sentence.end_s;
    const word = inside ? indexAt(words, time) : -1;
    const changed = index !== this.#now.sentence;
    if (changed || word !== this.#now.word) {
      Object.assign(this.#now, { sentence: index, word });
      const places = this.#findPlaces();
      this.#mark(places?.sentence(index), places?.word(index, word));
      if (changed) {
        if (this.#ui.follow.ariaPressed === "true") this.#scrollTo(index);
        this.#tell("listen-sentence", { index, text: sentence.text, start: sentence.start_s });
      }
    }
    return Math.min(next, inside ? words[word + 1]?.start_s ?? sentence.end_s : Infinity);
  }

  #mark(sentence, word) {
    if (!CSS.highlights) return;
    for (const [name, range, priority] of [["listen-sentence", sentence, 0], ["listen-word", word, 1]]) {
      const highlight = range ? new Highlight(range) : new Highlight();
      highlight.priority = priority;
      CSS.highlights.set(name, highlight);
    }
    if (!sentence) delete this.#now.sentence;
  }

  /** Scroll to a sentence that is not in good view, unless the reader is scrolling. */
  #scrollTo(index) {
    const range = this.#findPlaces()?.sentence(index);
    if (!range || Date.now() - this.#scrolled < 5000) return;
    const { top, bottom } = range.getBoundingClientRect();
    if (top >= innerHeight * 0.12 && bottom <= innerHeight * 0.75) return;
    scrollBy({
      top: top - innerHeight * 0.25,
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth",
    });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }

  // -- lock screen, headset, media keys --

  #mediaSession() {
    const session = navigator.mediaSession;
    if (!session) return;
    const { title, author, artwork } = this.dataset;
    session.metadata = new MediaMetadata({
      title: title || document.title,
      artist: author || location.hostname,
      artwork: artwork ? [{ src: artwork }] : [],
    });
    const skip = (seconds) => this.seek(this.time + seconds);
    const handlers = {
      seekto: (details) => this.seek(details.seekTime),
      seekbackward: (details) => skip(-details.seekOffset || -SKIP_S),
      seekforward: (details) => skip(details.seekOffset || SKIP_S),
      previoustrack: () => this.#stepChapter(-1),
      nexttrack: () => this.#stepChapter(1),
    };
    for (const [action, handler] of Object.entries(handlers)) {
      try {
        session.setActionHandler(action, handler);
      } catch {
        // An action this browser does not know.
      }
    }
  }

  #mediaPosition() {
    const { duration } = this, { playbackRate, currentTime } = this.#audio;
    if (active === this && duration > 0)
      navigator.mediaSession?.setPositionState?.({
        duration, playbackRate, position: Math.min(currentTime, duration) });
  }
}

if (!customElements.get("listen-player")) customElements.define("listen-player", ListenPlayer);

/*!
 * <listen-player>: plays an article and shows in the article's own text what is being said.
 *
 * Around a plain <audio controls>, which stays as it is where this script does not run. No
 * framework, no request but for the audio, timings and chapters it is told of, no inline style, no
 * innerHTML: works under a strict Content-Security-Policy and Trusted Types. The page's DOM is not
 * touched; the text is marked by the CSS Custom Highlight API, or not at all where that is missing.
 * Attributes, custom properties, events and keys: README.md beside this file.
 */

// ---- what it says ----

const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;
const TEXTS = {
  de: {
    player: "Audioplayer",
    listen: "Artikel anhören",
    play: "Abspielen",
    pause: "Pause",
    back: "Einen Satz zurück",
    next: "Einen Satz vor",
    back10: "10 Sekunden zurück",
    next10: "10 Sekunden vor",
    place: "Stelle",
    speed: "Geschwindigkeit",
    chapters: "Kapitel",
    follow: "Mitscrollen",
    resume: (time) => `Weiter ab ${time}`,
    failed: "Die Audiodatei lässt sich nicht laden.",
    time: (m, s) => (m ? `${count(m, "Minute", "Minuten")} ` : "") + count(s, "Sekunde", "Sekunden"),
    of: (now, all) => `${now} von ${all}`,
    comma: ",",
  },
  en: {
    player: "Audio player",
    listen: "Listen to the article",
    play: "Play",
    pause: "Pause",
    back: "Back one sentence",
    next: "Forward one sentence",
    back10: "Back 10 seconds",
    next10: "Forward 10 seconds",
    place: "Position",
    speed: "Speed",
    chapters: "Chapters",
    follow: "Scroll along",
    resume: (time) => `Continue at ${time}`,
    failed: "The audio file cannot be loaded.",
    time: (m, s) => (m ? `${count(m, "minute", "minutes")} ` : "") + count(s, "second", "seconds"),
    of: (now, all) => `${now} of ${all}`,
    comma: ".",
  },
};

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];

/** 75 → "1:15", 3675 → "1:01:15" */
function clock(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(s / 60) % 60, s % 60].map((n) => String(n).padStart(2, "0"));
  return s >= 3600 ? `${Math.floor(s / 3600)}:${parts.join(":")}` : parts.join(":").replace(/^0/, "");
}

// ---- what it looks like ----

// Colours are the page's own: text and lines take the colour the player inherits, so it is dark
// where the page is dark, whether by prefers-color-scheme or by the page's own switch, and stays
// light on a page that knows no dark mode.
const STYLE = `
:host { display: block; margin: 1.5rem 0; container-type: inline-size; color: var(--listen-color, inherit);
  --tint: color-mix(in srgb, currentColor 7%, transparent);
  --line: var(--listen-border, color-mix(in srgb, currentColor 22%, transparent)); }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
::slotted(*) { display: none !important; }
.player { display: flex; flex-wrap: wrap; align-items: center; column-gap: .75rem; padding: .75rem 1rem .25rem;
  font: 400 1rem/1.3 var(--listen-font, system-ui, sans-serif); text-align: left;
  background: var(--listen-background, transparent);
  border: 1px solid; border-color: var(--line); border-radius: var(--listen-radius, .5rem); }
button, select { min-width: 2.75rem; min-height: 2.75rem; margin: 0; padding: 0 .5rem; font: inherit;
  font-size: .875rem; color: inherit; background: none; border: 1px solid transparent;
  border-radius: calc(var(--listen-radius, .5rem) / 1.5); cursor: pointer; }
button { display: inline-flex; align-items: center; justify-content: center; gap: .375rem; }
button:hover, select:hover { background-color: var(--tint); }
:focus-visible { outline: 3px solid var(--listen-focus, currentColor); outline-offset: 2px; }
svg { display: block; flex: none; width: 1.5rem; height: 1.5rem; fill: currentColor; fill-rule: evenodd; }
.play { padding: 0; border-radius: 50%; color: var(--listen-accent, inherit); }
.play svg { width: 3.5rem; height: 3.5rem; }
.play:hover { background: none; opacity: .85; }
.play.waiting svg { animation: wait 1.2s ease-in-out infinite; }
@keyframes wait { 50% { opacity: .4; } }
.titles { flex: 1 1 0; min-width: 0; }
.label { font-weight: 600; font-size: 1.0625rem; }
.now { font-size: .875rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; opacity: .8; }
.now:empty { display: none; }
.tools { display: flex; align-items: center; gap: .25rem; }
select { appearance: none; padding: 0 .75rem; text-align: center; text-align-last: center; border-color: var(--line);
  font-variant-numeric: tabular-nums; }
option { color: #000; background: #fff; }
[aria-pressed=true], [aria-expanded=true] { background-color: var(--tint); border-color: currentColor; }
.seek { display: flex; flex: 1 0 100%; align-items: center; gap: .75rem; font-size: .875rem;
  font-variant-numeric: tabular-nums; }
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
ol { flex: 1 0 100%; max-height: 19rem; margin: 0 0 .5rem; padding: .25rem 0 0; overflow: auto; list-style: none;
  border-top: 1px solid var(--line); }
li button { width: 100%; justify-content: flex-start; gap: .75rem; padding: .375rem .5rem; font-size: 1rem;
  text-align: left; }
li button:focus-visible { outline-offset: -3px; }
li span:first-child { flex: none; min-width: 2.75rem; font-size: .875rem; font-variant-numeric: tabular-nums; }
[aria-current=true] { font-weight: 600; background-color: var(--tint); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
@container (max-width: 38rem) {
  .tools { order: 1; flex: 1 0 100%; justify-content: space-between; margin-top: -.25rem; }
  .tools button span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .player { padding-inline: .75rem; }
  ol { order: 2; }
}
@media (forced-colors: active) {
  button, select { border-color: ButtonBorder; }
  [aria-pressed=true], [aria-expanded=true], [aria-current=true] { border: 3px solid Highlight; }
  input { appearance: auto; }
}
@media (prefers-reduced-motion: reduce) { .play.waiting svg { animation: none; opacity: .6; } }
`;

// Tints that leave the text readable on light and dark ground alike, and so need not know which.
const MARKS = `
::highlight(listen-sentence) { background-color: var(--listen-sentence, rgb(255 190 0 / .2)); }
::highlight(listen-word) { background-color: var(--listen-word, rgb(255 170 0 / .45)); }
@media (forced-colors: active) {
  ::highlight(listen-sentence) { background-color: Mark; color: MarkText; }
  ::highlight(listen-word) { background-color: Highlight; color: HighlightText; }
}`;

const PLAY = "M28 0a28 28 0 1 0 0 56 28 28 0 0 0 0-56zM22 16.5v23L41 28z";
const PAUSE = "M28 0a28 28 0 1 0 0 56 28 28 0 0 0 0-56zM19.5 18v20h6V18zM30.5 18v20h6V18z";
const ICONS = {
  back: "M6 5h2.5v14H6zM19 5v14L9.5 12z",
  next: "M15.5 5H18v14h-2.5zM5 5v14l9.5-7z",
  chapters: "M3 5h3v3H3zM9 5.5h12v2H9zM3 10.5h3v3H3zM9 11h12v2H9zM3 16h3v3H3zM9 16.5h12v2H9z",
  follow: "M3 4h12v2H3zM3 9h9v2H3zM3 14h9v2H3zM3 19h12v2H3zM17 9h2v7h2.5L18 20.5 14.5 16H17z",
};

function sheet(css) {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}

/** An element with attributes and children; attributes that are null are left out. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value != null) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function icon(path, size = 24) {
  const [svg, shape] = ["svg", "path"].map((tag) =>
    document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

// ---- what is kept: localStorage, or for this page only where that is denied ----

const memory = new Map();
const kept = {
  get(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return memory.get(name) ?? null;
    }
  },
  set(name, value) {
    memory.set(name, value);
    try {
      if (value == null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch {
      // Denied or full: this page remembers, the next does not.
    }
  },
};

// ---- where the words are in the page ----

// Elements that do not part a word: "<b>Zei</b>tung" is one, "<p>Zei</p>tung" two.
const INLINE = /^(A|ABBR|B|BDI|BDO|BIG|CITE|CODE|DATA|DEL|DFN|EM|FONT|I|INS|KBD|MARK|Q|S|SAMP|SMALL|SPAN|STRONG|SUB|SUP|TIME|TT|U|VAR|WBR)$/;
const SILENT = /^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT|TEXTAREA|SELECT|BUTTON|LISTEN-PLAYER)$/;
// Soft hyphens and signs without width, which stand inside words and mean nothing.
const VOID = /[\u00AD\u200B-\u200D\u2060\uFEFF]/g;
const TOKEN = /[\p{L}\p{N}\p{M}\u00AD\u200B-\u200D\u2060\uFEFF]+|[\p{S}&%§@#*/]/gu;

/** Words and signs of a text, spelt so that only a real difference differs; where they stand. */
function* tokens(text) {
  for (const found of text.matchAll(TOKEN)) {
    const key = found[0].replace(VOID, "").normalize("NFKC").toLowerCase();
    if (key) yield { key, start: found.index, end: found.index + found[0].length };
  }
}

/** The text below `roots` as one string, and which text node each part of it comes from. */
function pageText(roots) {
  const nodes = [], starts = [];
  let text = "";
  const walk = (parent) => {
    for (const node of parent.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) {
        nodes.push(node);
        starts.push(text.length);
        text += node.data;
      } else if (node.nodeType === Node.ELEMENT_NODE && !SILENT.test(node.tagName) &&
                 node.checkVisibility?.() !== false) {
        const gap = INLINE.test(node.tagName) ? "" : "\n";
        text += gap;
        walk(node);
        text += gap;
      }
    }
    text += roots.includes(parent) ? "\n" : "";
  };
  roots.forEach(walk);
  return { text, nodes, starts };
}

/** Index of the last of `n` that is not past `value`, by binary search; -1 where all are. */
function lastAt(n, at, value) {
  let low = 0, high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * For each string of `a` the index of its counterpart in `b`, or -1; ascending. Patience diff:
 * strings that are found once on both sides hold the two together, the gaps between them are done
 * in the same way, and a gap without such strings by the longest common subsequence.
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
  const seen = new Map(); // string → [times in a, index in a, times in b, index in b]
  for (let i = a0; i < a1; i++) {
    const s = seen.get(a[i]);
    if (s) s[0]++;
    else seen.set(a[i], [1, i, 0, 0]);
  }
  for (let j = b0; j < b1; j++) {
    const s = seen.get(b[j]);
    if (s) [s[2], s[3]] = [s[2] + 1, j];
  }
  return [...seen.values()].filter((s) => s[0] === 1 && s[2] === 1).map((s) => [s[1], s[3]]);
}

/** Of pairs that ascend in their first, the most that ascend in their second too. */
function ascending(pairs) {
  const ends = [], before = []; // ends[k]: the pair that ends the best chain of k + 1
  pairs.forEach(([, y], i) => {
    const k = lastAt(ends.length, (e) => pairs[ends[e]][1], y) + 1;
    before[i] = k > 0 ? ends[k - 1] : -1;
    ends[k] = i;
  });
  const chain = [];
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i]) chain.push(pairs[i]);
  return chain.reverse();
}

function commonSubsequence(a, a0, a1, b, b0, b1, match) {
  const n = a1 - a0, m = b1 - b0, width = m + 1;
  if (n * m > 4e6) return; // a text that repeats itself for pages: better no mark than a frozen page
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
  }

  /**
   * Make one place of the tokens matched for a sentence. A common word may have found its like far
   * away, in a caption or an advertisement: only the largest group that stays together counts, and
   * takes its neighbours where they read the same.
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

  /** The page still has the text that was read. */
  get isCurrent() {
    const { nodes } = this.#page;
    return nodes.length > 0 && nodes[0].isConnected && nodes.at(-1).isConnected;
  }

  /** Range of a sentence with its quotes and stops, or null. */
  sentence(index) {
    const place = this.#sentences[index];
    if (!place) return null;
    const { text } = this.#page;
    let { start } = this.#tokens[place.first], { end } = this.#tokens[place.last];
    const low = this.#tokens[place.first - 1]?.end ?? 0;
    const high = this.#tokens[place.last + 1]?.start ?? text.length;
    while (start > low && /\S/.test(text[start - 1])) start--;
    while (end < high && /\S/.test(text[end])) end++;
    return this.#range(start, end);
  }

  word(index, word) {
    const place = this.#sentences[index]?.words[word];
    if (!place) return null;
    let { start } = this.#tokens[place.first], { end } = this.#tokens[place.last];
    // Marks that belong to the word, as in "z. B." and "-5".
    const { text } = this.#page, written = this.#timings[index].words[word].text;
    const own = [...tokens(written)];
    const head = written.slice(0, own[0].start), tail = written.slice(own.at(-1).end);
    if (text.slice(0, start).endsWith(head)) start -= head.length;
    if (text.startsWith(tail, end)) end += tail.length;
    return this.#range(start, end);
  }

  /** Index of the sentence at a place of the page, or -1. */
  sentenceAt(node, offset) {
    const { nodes, starts } = this.#page;
    const at = starts[nodes.indexOf(node)] + offset;
    return this.#sentences.findIndex((place) => place &&
      this.#tokens[place.first].start - 2 <= at && at <= this.#tokens[place.last].end + 2);
  }

  #range(start, end) {
    const { nodes, starts } = this.#page;
    const range = document.createRange();
    const [from, to] = [start, end - 1].map((at) => lastAt(starts.length, (i) => starts[i], at));
    try {
      range.setStart(nodes[from], start - starts[from]);
      range.setEnd(nodes[to], end - starts[to]);
    } catch {
      return null; // the page changed its text
    }
    return nodes[from].isConnected && nodes[to].isConnected ? range : null;
  }
}

// ---- the element ----

const SEEK_S = 5, SKIP_S = 10;
let active = null; // the player that plays, or played last: marks and media keys are its own
let style, marks;

class ListenPlayer extends HTMLElement {
  #audio;
  #t; // texts in the player's language
  #ui; // elements in the shadow
  #stop; // ends all listeners
  #pending = 0; // where to begin once the file is known
  #started = false;
  #dragging = false;
  #timings; // promise of sentences
  #sentences = [];
  #places = null;
  #placedAt = 0;
  #chapters = [];
  #now = {}; // what is shown: {sentence, word, chapter}
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
    this.#audio?.pause();
    clearTimeout(this.#timer);
    if (active === this) this.#mark(null, null);
  }

  /** Seconds from the beginning. */
  get time() {
    return this.#audio.readyState > 0 ? this.#audio.currentTime : this.#pending;
  }

  get duration() {
    return Number.isFinite(this.#audio.duration) ? this.#audio.duration : Number(this.dataset.duration) || 0;
  }

  play() {
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
    const lang = this.closest("[lang]")?.lang || navigator.language || "";
    this.#t = TEXTS[/^de\b/i.test(lang) ? "de" : "en"];
    if (!this.#ui) this.#build();
    this.#stop = new AbortController();
    this.#listen();
    if (!this.#started) this.#pending = Number(kept.get(this.#placeName)) || 0;
    if (this.#pending > this.duration - 3) this.#pending = 0;
    this.#setSpeed(Number(kept.get("listen:speed")) || 1);
    this.#setFollow(kept.get("listen:follow") === "1");
    this.#update();
    if (this.#pending > 0) this.#ui.now.textContent = this.#t.resume(clock(this.#pending));
  }

  #build() {
    const t = this.#t, timed = this.dataset.timings;
    const button = (name, label, ...more) =>
      make("button", { type: "button", class: name, "aria-label": label, title: label }, ...more);
    const text = (name, label) => make("button", { type: "button", class: name, title: label },
      icon(ICONS[name]), make("span", {}, label));
    const ui = this.#ui = {
      play: button("play", t.play, icon(PLAY, 56)),
      now: make("div", { class: "now" }),
      back: button("back", timed ? t.back : t.back10, icon(ICONS.back)),
      next: button("next", timed ? t.next : t.next10, icon(ICONS.next)),
      speed: make("select", { "aria-label": t.speed, title: t.speed }, ...SPEEDS.map((s) =>
        make("option", { value: s }, `${s}×`.replace(".", t.comma)))),
      toc: text("chapters", t.chapters),
      follow: text("follow", t.follow),
      elapsed: make("span", { "aria-hidden": "true" }),
      total: make("span", { "aria-hidden": "true" }),
      seek: make("input", { type: "range", min: 0, step: 1, "aria-label": t.place }),
      list: make("ol", { id: "list", hidden: "", "aria-label": t.chapters }),
      status: make("div", { role: "status", class: "unseen" }),
    };
    ui.play.setAttribute("aria-keyshortcuts", "k");
    ui.back.setAttribute("aria-keyshortcuts", "Shift+ArrowLeft");
    ui.next.setAttribute("aria-keyshortcuts", "Shift+ArrowRight");
    ui.toc.setAttribute("aria-controls", "list");
    ui.toc.setAttribute("aria-expanded", "false");
    ui.toc.hidden = !this.dataset.chapters;
    ui.follow.hidden = !timed;
    ui.track = make("div", { class: "track" }, ui.seek);
    const title = this.dataset.title;
    const label = this.querySelector(".listen-label")?.textContent.trim() || t.listen;
    ui.player = make("div", { class: "player", role: "region",
                              "aria-label": title ? `${t.player}: ${title}` : t.player },
      ui.play,
      make("div", { class: "titles" }, make("div", { class: "label" }, label), ui.now),
      make("div", { class: "tools" }, ui.back, ui.next, ui.speed, ui.toc, ui.follow),
      make("div", { class: "seek" }, ui.elapsed, ui.track, ui.total),
      ui.list, ui.status);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style ??= sheet(STYLE)];
    root.append(ui.player, make("slot"));
    if (!marks) document.adoptedStyleSheets = [...document.adoptedStyleSheets, marks = sheet(MARKS)];
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
    on(ui.speed, "change", () => this.#setSpeed(Number(ui.speed.value), true));
    on(ui.follow, "click", () => this.#setFollow(ui.follow.ariaPressed !== "true", true));
    on(ui.toc, "click", () => this.#toggleList());
    on(ui.list, "click", (event) => {
      const at = [...ui.list.children].indexOf(event.target.closest("li"));
      if (at >= 0) this.#goToChapter(at, true);
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
    on(ui.player, "keydown", (event) => this.#onKey(event));
    // Nothing is fetched for a player that nobody uses.
    on(ui.player, "pointerenter focusin", () => this.#load(), { once: true });

    on(document, "click", (event) => this.#onTextClick(event));
    on(document, "wheel touchmove", () => (this.#scrolled = Date.now()), { passive: true });
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      this.#loadChapters();
    });
    seen.observe(this);
    signal.addEventListener("abort", () => seen.disconnect());
  }

  // -- data --

  async #fetch(url) {
    const answer = await fetch(new URL(url, document.baseURI));
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  }

  /** Sentences with words; none where there are no timings or they cannot be had. */
  #load() {
    return this.#timings ??= (async () => {
      if (!this.dataset.timings) return;
      try {
        this.#sentences = (await this.#fetch(this.dataset.timings)).sentences;
        this.#update();
      } catch (error) {
        // It plays all the same, without marks.
        console.warn("listen-player:", error);
        const { back, next, follow } = this.#ui;
        back.title = back.ariaLabel = this.#t.back10;
        next.title = next.ariaLabel = this.#t.next10;
        follow.hidden = true;
      }
    })();
  }

  async #loadChapters() {
    const { list, toc, track } = this.#ui;
    if (!this.dataset.chapters || this.#chapters.length > 0) return;
    try {
      const { chapters } = await this.#fetch(this.dataset.chapters);
      this.#chapters = chapters.filter((chapter) => chapter.title && chapter.toc !== false);
    } catch (error) {
      console.warn("listen-player:", error);
    }
    toc.hidden = this.#chapters.length < 2;
    if (toc.hidden) return;
    for (const { title, startTime } of this.#chapters) {
      list.append(make("li", {}, make("button", { type: "button" },
        make("span", {}, clock(startTime)), make("span", {}, title))));
      if (startTime <= 0 || !this.duration) continue;
      const tick = make("i");
      tick.style.left = `calc(8px + (100% - 16px) * ${startTime / this.duration})`;
      track.append(tick);
    }
    this.#update();
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

  /** Places in the page; looked for anew when the page has changed, but not all the time. */
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
      active.#mark(null, null);
    }
    active = this;
    this.#started = true;
    this.#setSpeed(Number(kept.get("listen:speed")) || 1); // another player may have changed it
    this.#showPlaying(true);
    this.#now = {};
    this.#load();
    this.#mediaSession();
    this.#update();
  }

  #onPause() {
    this.#showPlaying(false);
    if (this.#audio.ended) {
      kept.set(this.#placeName, null);
      this.#mark(null, null);
    } else {
      this.#save();
    }
    this.#update();
  }

  #showPlaying(playing) {
    const { play } = this.#ui;
    play.title = play.ariaLabel = playing ? this.#t.pause : this.#t.play;
    play.querySelector("path").setAttribute("d", playing ? PAUSE : PLAY);
  }

  #fail() {
    this.#ui.now.textContent = this.#ui.status.textContent = this.#t.failed;
  }

  get #placeName() {
    return `listen:place:${this.dataset.key || this.#audio.currentSrc || this.#audio.querySelector("source")?.src}`;
  }

  #save() {
    if (!this.#started || this.#audio.ended) return;
    this.#saved = Date.now();
    kept.set(this.#placeName, this.time > 3 ? this.time.toFixed(1) : null);
  }

  #setSpeed(speed, keep = false) {
    const rate = SPEEDS.includes(speed) ? speed : 1;
    this.#audio.defaultPlaybackRate = this.#audio.playbackRate = rate;
    this.#ui.speed.value = rate;
    if (keep) kept.set("listen:speed", String(rate));
  }

  #setFollow(follow, keep = false) {
    this.#ui.follow.ariaPressed = String(follow);
    if (!keep) return;
    kept.set("listen:follow", follow ? "1" : null);
    this.#scrolled = 0;
    if (follow) this.#scrollTo(this.#now.sentence);
  }

  /** To the sentence before or after; within a sentence, "before" is its own beginning. */
  async #step(direction) {
    await this.#load();
    if (this.#sentences.length === 0) return this.seek(this.time + direction * SKIP_S);
    let to = this.#sentenceAt(this.time);
    if (direction > 0 || this.time - (this.#sentences[to]?.start_s ?? 0) < 1) to += direction;
    if (to >= this.#sentences.length) return;
    this.#goToSentence(Math.max(0, to));
    // Whoever cannot see the mark is told where it is, unless it is heard anyway.
    if (this.#audio.paused) this.#ui.status.textContent = this.#sentences[Math.max(0, to)].text;
  }

  #goToSentence(index) {
    this.#scrolled = 0;
    if (!active || active.#audio.paused) active = this;
    this.seek(this.#sentences[index].start_s);
  }

  #goToChapter(index, play = false) {
    const chapter = this.#chapters[Math.max(0, index)];
    if (!chapter) return;
    this.seek(chapter.startTime);
    this.#ui.status.textContent = chapter.title;
    if (play) this.play();
  }

  #stepChapter(direction) {
    const now = this.#chapterAt(this.time);
    const again = direction < 0 && this.time - (this.#chapters[now]?.startTime ?? 0) > 3;
    this.#goToChapter(again ? now : now + direction);
  }

  #toggleList(open = this.#ui.list.hidden) {
    this.#ui.list.hidden = !open;
    this.#ui.toc.ariaExpanded = String(open);
  }

  #onKey(event) {
    const { target, shiftKey } = event, { seek, speed, toc, list } = this.#ui;
    if (event.ctrlKey || event.altKey || event.metaKey || target === speed) return;
    const along = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 }[event.key];
    const key = event.key.toLowerCase();
    if (along && (event.key.length > 9 || target === seek)) {
      if (shiftKey) this.#step(along);
      else this.seek(this.time + along * SEEK_S);
    } else if (key === "k" || (key === " " && target === seek)) this.#toggle();
    else if (key === "j" || key === "l") this.seek(this.time + (key === "j" ? -SKIP_S : SKIP_S));
    else if (key === "n" || key === "p") this.#stepChapter(key === "n" ? 1 : -1);
    else if (key === "<" || key === ">") {
      const to = SPEEDS.indexOf(this.#audio.playbackRate) + (key === "<" ? -1 : 1);
      if (SPEEDS[to]) this.#setSpeed(SPEEDS[to], true);
    } else if (key === "escape" && !list.hidden) {
      this.#toggleList(false);
      toc.focus();
    } else return;
    event.preventDefault();
  }

  /** A click on a sentence plays it, once this player was started: before, a click means nothing. */
  #onTextClick(event) {
    if (active !== this || !this.#started || event.button !== 0 || event.defaultPrevented ||
        event.ctrlKey || event.shiftKey || event.altKey || event.metaKey) return;
    if (event.target.closest?.("a, button, input, select, textarea, label, summary, audio, video, iframe, " +
                               "[contenteditable], [role=button], [tabindex], listen-player")) return;
    const { clientX: x, clientY: y, detail } = event;
    clearTimeout(this.clicking);
    if (detail > 1) return; // a word is being selected
    this.clicking = setTimeout(() => {
      if (!getSelection().isCollapsed) return;
      const index = this.#sentenceUnder(x, y);
      if (index < 0) return;
      this.#goToSentence(index);
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

  // Times found by seeking may lie a hair before what was asked for.
  #sentenceAt(time) {
    return lastAt(this.#sentences.length, (i) => this.#sentences[i].start_s, time + 0.01);
  }

  #chapterAt(time) {
    return lastAt(this.#chapters.length, (i) => this.#chapters[i].startTime, time + 0.01);
  }

  #showTime(time) {
    const { seek, elapsed, total } = this.#ui, { duration } = this, t = this.#t;
    const spoken = (s) => t.time(Math.floor(s / 60), Math.floor(s % 60));
    seek.max = Math.max(1, Math.ceil(duration));
    seek.value = time;
    seek.style.setProperty("--done", `${duration ? Math.min(100, (100 * time) / duration) : 0}%`);
    seek.setAttribute("aria-valuetext", t.of(spoken(time), spoken(duration)));
    elapsed.textContent = clock(time);
    total.textContent = clock(duration);
  }

  /** Bring all that is shown in line with the sound, and come back when the next word is said. */
  #update() {
    const { time } = this, playing = !this.#audio.paused;
    if (!this.#dragging) this.#showTime(time);
    const chapter = this.#chapterAt(time);
    if (chapter !== this.#now.chapter && (this.#started || this.#pending === 0)) {
      this.#now.chapter = chapter;
      this.#ui.now.textContent = this.#started && this.#chapters.length > 1
        ? this.#chapters[chapter]?.title ?? "" : "";
      [...this.#ui.list.children].forEach((item, i) =>
        item.firstChild.setAttribute("aria-current", String(i === chapter)));
      this.#tell("listen-chapter", { index: chapter, ...this.#chapters[chapter] });
    }
    clearTimeout(this.#timer);
    if (active !== this) return;
    if (playing && Date.now() - this.#saved > 5000) this.#save();
    const next = this.#audio.ended ? Infinity : this.#showWords(time);
    if (!playing) return;
    // The file may stall or the rate change meanwhile: those have events of their own.
    const wait = ((next - time) / this.#audio.playbackRate) * 1000;
    this.#timer = setTimeout(() => this.#update(), Math.min(Math.max(wait, 8), 250));
  }

  /** Mark what is said at `time`; returns when that changes. */
  #showWords(time) {
    const index = this.#sentenceAt(time), sentence = this.#sentences[index];
    const next = this.#sentences[index + 1]?.start_s ?? Infinity;
    if (!sentence) return next;
    const words = sentence.words ?? [], inside = time < sentence.end_s;
    const word = inside ? lastAt(words.length, (i) => words[i].start_s, time + 0.01) : -1;
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
    if (!window.Highlight || !CSS.highlights) return;
    for (const [name, range, priority] of [["listen-sentence", sentence, 0], ["listen-word", word, 1]]) {
      const highlight = range ? new Highlight(range) : new Highlight();
      highlight.priority = priority;
      CSS.highlights.set(name, highlight);
    }
    if (!sentence) this.#now = { chapter: this.#now.chapter };
  }

  /** Scroll a sentence into the upper half, if it is not in good view and the reader is not scrolling. */
  #scrollTo(index) {
    const range = this.#findPlaces()?.sentence(index);
    if (!range || Date.now() - this.#scrolled < 5000) return;
    let box = range.startContainer.parentElement;
    while (box && !(box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY)))
      box = box.parentElement;
    const view = !box || box === document.body || box === document.documentElement
      ? { top: 0, height: innerHeight } : box.getBoundingClientRect();
    const { top, bottom } = range.getBoundingClientRect();
    if (top >= view.top + view.height * 0.12 && bottom <= view.top + view.height * 0.75) return;
    (view.top === 0 && view.height === innerHeight ? document.scrollingElement : box).scrollBy({
      top: top - view.top - view.height * 0.25,
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
      artwork: artwork ? [{ src: new URL(artwork, document.baseURI).href }] : [],
    });
    const handlers = {
      play: () => this.play(),
      pause: () => this.pause(),
      seekto: (details) => this.seek(details.seekTime),
      seekbackward: (details) => this.seek(this.time - (details.seekOffset || SKIP_S)),
      seekforward: (details) => this.seek(this.time + (details.seekOffset || SKIP_S)),
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

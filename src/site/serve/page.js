// The page for looking and listening: what manifest.json lists, each with its own fragment and the
// text as it is spoken, so that the highlighting can be seen. It loads itself anew after a build.

const german = navigator.language.toLowerCase().startsWith("de");
const say = german
  ? {
      articles: "Artikel", filter: "Filtern", none: "Noch ist nichts gebaut; die Seite lädt sich dann neu.",
      choose: "Einen Artikel wählen.", count: (n, all) => (n === all ? `${all} Artikel` : `${n} von ${all} Artikeln`),
      more: (n) => `… und ${n} weitere: filtern`, gone: "Diesen Artikel gibt es nicht (mehr).",
      noText: "Ohne Zeiten (player: highlight) gibt es den Text hier nicht.",
      key: "Name", source: "Quelle", section: "Rubrik", voice: "Stimme", published: "Datum", files: "Dateien",
    }
  : {
      articles: "Articles", filter: "Filter", none: "Nothing is built yet; the page loads itself anew then.",
      choose: "Choose an article.", count: (n, all) => (n === all ? `${all} articles` : `${n} of ${all} articles`),
      more: (n) => `… and ${n} more: filter`, gone: "There is no such article (any more).",
      noText: "Without timings (player: highlight) its text is not known here.",
      key: "Name", source: "Source", section: "Section", voice: "Voice", published: "Date", files: "Files",
    };
const SHOWN_MAX = 200;
const byId = (id) => document.getElementById(id);
const main = byId("main");
let manifest = { articles: {} };

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text != null) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** Path in the output folder → URL here. */
const here = (path) => "/" + path.split("/").map(encodeURIComponent).join("/");

async function load(url, kind) {
  const response = await fetch(url);
  return response.ok ? response[kind]() : null;
}

/** URLs of the published site lead to the files of this build. */
function rebase(node) {
  const base = manifest.url || "";
  for (const part of [node, ...node.querySelectorAll("*")])
    for (const name of ["href", "src", "data-timings", "data-chapters"]) {
      const value = part.getAttribute(name);
      if (value == null) continue;
      if (base !== "" && value.startsWith(base)) part.setAttribute(name, "/" + value.slice(base.length));
      else if (!/^([a-z][a-z0-9+.-]*:|[/#])/i.test(value)) part.setAttribute(name, "/" + value);
    }
}

/** The player of an article, out of its fragment; scripts in it are left behind. */
async function fragment(key) {
  const html = await load(here(key + ".html"), "text");
  const player = html && new DOMParser().parseFromString(html, "text/html").querySelector("listen-player");
  if (!player) return null;
  rebase(player);
  player.setAttribute("data-text", "#listen-text");
  for (const script of player.querySelectorAll("script")) script.remove();
  return player;
}

const TAGS = { title: "h1", heading: "h2", quote: "blockquote", list_item: "li", code: "pre" };

/** The sentences of the timings, in their blocks. */
async function text(key, timingsUrl, language) {
  const timings = await load(timingsUrl || here(key + ".timings.json"), "json");
  if (!timings) return element("p", say.noText);
  const article = element("article", null, { id: "listen-text", lang: language || "de" });
  let block = null, of = null;
  for (const sentence of timings.sentences) {
    if (sentence.block !== of) {
      block = element(TAGS[sentence.role] || "p");
      if (block.localName !== "li") article.append(block);
      else if (article.lastChild?.localName === "ul") article.lastChild.append(block);
      else article.appendChild(element("ul")).append(block);
      of = sentence.block;
    } else block.append(" ");
    block.append(sentence.text);
  }
  return article;
}

function facts(key, entry) {
  const list = element("dl");
  const files = (entry.files || []).map((file) => file.path).filter(Boolean);
  for (const [name, value] of Object.entries({ key, source: entry.source, section: entry.section, voice: entry.voice, published: entry.published }))
    if (value) list.append(element("dt", say[name]), element("dd", value));
  if (files.length > 0) {
    const links = element("dd");
    for (const path of files) links.append(element("a", path, { href: here(path) }), document.createElement("br"));
    list.append(element("dt", say.files), links);
  }
  return list;
}

let shown = 0;
async function show() {
  const mine = ++shown;
  const key = decodeURIComponent(location.hash.slice(1));
  for (const link of document.querySelectorAll("nav a"))
    if (link.dataset.key === key) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  if (key === "") return main.replaceChildren(element("p", Object.keys(manifest.articles).length ? say.choose : say.none));
  if (!Object.hasOwn(manifest.articles, key)) return main.replaceChildren(element("p", say.gone));
  const entry = manifest.articles[key];
  const player = await fragment(key);
  const body = await text(key, player && player.dataset.timings, entry.language);
  if (mine !== shown) return; // another was chosen meanwhile
  document.title = entry.title || key;
  // The text first: the player looks for it when it is put in.
  const place = element("div");
  main.replaceChildren(place, body, facts(key, entry));
  place.append(player || element("p", entry.label || ""));
}

function list() {
  const wanted = byId("filter").value.toLowerCase();
  const all = Object.entries(manifest.articles);
  const found = all.filter(([key, entry]) => `${key} ${entry.title || ""}`.toLowerCase().includes(wanted));
  byId("count").textContent = say.count(found.length, all.length);
  const items = found.slice(0, SHOWN_MAX).map(([key, entry]) => {
    const link = element("a", entry.title || key, { href: "#" + encodeURIComponent(key), "data-key": key });
    if (entry.label) link.append(element("small", entry.label));
    const item = element("li");
    item.append(link);
    return item;
  });
  if (found.length > SHOWN_MAX) items.push(element("li", say.more(found.length - SHOWN_MAX)));
  byId("articles").replaceChildren(...items);
}

/** Listen for builds while the page can be seen: a browser opens only six connections to a host. */
function follow() {
  let version = null, events = null;
  const watch = () => {
    if (document.hidden) {
      events?.close();
      events = null;
    } else if (!events) {
      events = new EventSource("/_listen/events");
      events.onmessage = ({ data }) => {
        if (version !== null && version !== data) location.reload();
        version = data;
      };
    }
  };
  document.addEventListener("visibilitychange", watch);
  watch();
}

document.documentElement.lang = german ? "de" : "en";
byId("articles-title").textContent = say.articles;
byId("filter-label").textContent = say.filter;
follow();
manifest = (await load("/manifest.json", "json")) || manifest;
if (Object.keys(manifest.articles).length > 0) import("/listen-player.js").catch(() => {}); // without it, <audio>
byId("filter").addEventListener("input", list);
window.addEventListener("hashchange", async () => {
  await show();
  main.focus();
});
list();
await show();

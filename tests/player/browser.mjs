// What the tests share: the sound, the site, the browser, and how to see what is marked.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { page, serve } from "./server.mjs";

const { LISTEN, FOLDER, BROWSER } = process.env;
const require = createRequire(join(FOLDER, "package.json"));
const { chromium } = require("playwright-core");
export const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const HERE = dirname(fileURLToPath(import.meta.url));
export const GOLDEN = join(HERE, "../golden/html");
export const PLAYER = join(HERE, "../../src/player");

const SITE = join(FOLDER, "site");

/** Have `listen site` build the page's audio, and all that goes with it. */
function build() {
  writeFileSync(join(FOLDER, "article.html"), readFileSync(join(HERE, "page/page.html"), "utf8")
    .replace("{{player}}", "").replace("{{lang}}", "de"));
  writeFileSync(join(FOLDER, "listen.yaml"), "inputs: [article.html]\noutput: site\nformats: [opus, mp3]\n");
  execFileSync(LISTEN, ["site", join(FOLDER, "listen.yaml"), "-q"]);
  const read = (name) => readFileSync(join(SITE, name), "utf8");
  const { title, duration_s } = JSON.parse(read("article.article.json"));
  return { title, duration: duration_s, fragment: read("article.html"),
    chapters: JSON.parse(read("article.chapters.json")).chapters,
    sentences: JSON.parse(read("article.timings.json")).sentences };
}

export const facts = build();
const site = await serve([join(HERE, "page"), SITE, FOLDER], page(join(HERE, "page/page.html"), GOLDEN, facts.fragment));
export const browser = await chromium.launch({ executablePath: BROWSER });

export async function close() {
  await browser.close();
  site.close();
}

/**
 * Open the page in a browser profile of its own. Errors, refusals of the policy and requests to
 * elsewhere are put into page.complaints, but for those that `pardon` names.
 */
export async function open(query = "", { pardon = /^$/, init, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, locale: "de-DE", ...options });
  const page = await context.newPage();
  const complain = (text) => pardon.test(text) || page.complaints.push(text);
  page.complaints = [];
  page.on("pageerror", (error) => complain(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complain(message.text()));
  page.on("request", (request) => request.url().startsWith(site.url) || complain(request.url()));
  if (init) await page.addInitScript(init);
  await page.goto(site.url + query);
  return page;
}

export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const audio = (page) => page.locator("audio").first();
export const time = (page) => page.evaluate(() => document.querySelector("listen-player").time);
export const screenshot = (page, name) => page.screenshot({ path: join(FOLDER, `${name}.png`) });

/** A text as the timings have it: white space folded, no soft hyphens. */
export const plain = (text) => text.replace(/[\u00AD\u200B]/g, "").replace(/\s+/g, " ").trim();

/** The text that is marked: {sentence, word}, "" where nothing is. */
export async function marked(page) {
  const texts = await page.evaluate(() => ["listen-sentence", "listen-word"].map((name) =>
    [...(CSS.highlights.get(name) ?? [])].map(String).join("|")));
  return { sentence: plain(texts[0]), word: plain(texts[1]) };
}

/** Wait until a condition in this process holds, at most five seconds. */
export async function until(condition, what) {
  for (const end = Date.now() + 5000; Date.now() < end;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not within 5 s: ${what}`);
}

// The page that `listen site --watch --serve` shows, while an article is being written.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { AXE, browser, marked, screenshot, until } from "./browser.mjs";

const CONFIG = `inputs: [content/**/*.md]
output: audio
url: https://example.org/audio/
player: {text: .post}
`;
const article = (title, ...blocks) => `---\ntitle: '${title}'\n---\n\n${blocks.join("\n\n")}\n`;

/** A site that is being watched and served, until the test ends. */
async function write(t) {
  const folder = mkdtempSync(join(tmpdir(), "listen-preview-"));
  mkdirSync(join(folder, "content"));
  writeFileSync(join(folder, "listen.yaml"), CONFIG);
  const put = (name, ...parts) => writeFileSync(join(folder, "content", name), article(...parts));
  put("über uns.md", "Über <b>uns</b>", "Wir sind hier. Und wir bleiben hier noch lange.", "- Eins.\n- Zwei.", "> Ein Zitat.");
  put("zweiter.md", "Zweiter", "Ganz kurz.");
  const run = spawn(process.env.LISTEN, ["site", "--watch", "--serve=0"], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => run.once("exit", resolve));
  t.after(async () => {
    run.kill("SIGINT");
    assert.equal(await ended, 0);
    rmSync(folder, { recursive: true });
  });
  for await (const line of createInterface({ input: run.stderr }))
    if (line.startsWith("http://127.0.0.1:")) {
      // It serves while the first build is still under way.
      await until(async () => existsSync(join(folder, "audio/manifest.json")), "built");
      return { url: line, put };
    }
  throw new Error("no URL");
}

async function open(t, url, options) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && page.complaints.push(message.text()));
  page.on("request", (request) => request.url().startsWith(url) || page.complaints.push(request.url()));
  await page.goto(url);
  return page;
}

export function preview() {
  test("--serve: the text is marked, and a build is shown at once", async (t) => {
    const site = await write(t);
    const page = await open(t, site.url, { locale: "de-DE" });
    await page.getByRole("link", { name: "Über <b>uns</b>" }).click();
    const text = page.locator("#listen-text");
    await text.waitFor();
    assert.deepEqual(await text.locator("> *").evaluateAll((all) => all.map((e) => `${e.localName}: ${e.textContent}`)), [
      "h1: Über <b>uns</b>", "p: Wir sind hier. Und wir bleiben hier noch lange.", "ul: Eins.Zwei.", "blockquote: Ein Zitat."]);
    assert.match(await page.locator("audio source").first().getAttribute("src"), /^\/%C3%BCber%20uns\.mp3$/);
    await page.evaluate(() => document.querySelector("listen-player").play());
    await until(async () => (await marked(page)).sentence === "Wir sind hier.", "the second sentence is marked");
    await screenshot(page, "preview");
    site.put("über uns.md", "Anders", "Jetzt steht hier etwas anderes.");
    await page.getByRole("heading", { name: "Anders" }).waitFor({ timeout: 20000 });
    assert.ok(page.url().endsWith("#%C3%BCber%20uns"));
    assert.deepEqual(page.complaints, []);
  });

  test("--serve: found by its filter, in English, on a phone, axe-core content", async (t) => {
    const site = await write(t);
    const page = await open(t, site.url, { locale: "en-GB", viewport: { width: 360, height: 740 }, bypassCSP: true });
    await page.getByRole("searchbox", { name: "Filter" }).fill("zwei");
    assert.equal(await page.getByRole("status").textContent(), "1 of 2 articles");
    await page.getByRole("link", { name: "Zweiter" }).click();
    await page.locator("#listen-text").waitFor();
    await page.evaluate(AXE);
    const found = await page.evaluate(() => window.axe.run());
    assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });
}

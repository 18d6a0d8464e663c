// What the player does: finds the text, seeks, remembers, obeys clicks and keys.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { PLAYER, audio, button, facts, marked, open, time, until } from "./browser.mjs";

const LIMIT_BYTES = 12 * 1024;
const { sentences } = facts;

/** A test with a page of its own. */
function on(name, query, body, options) {
  test(name, async (t) => {
    const page = await open(query, options);
    await body(page, t);
    await page.context().close();
    assert.deepEqual(page.complaints, []);
  });
}

const seek = (page, seconds) => page.evaluate((s) => document.querySelector("listen-player").seek(s), seconds);
const paused = (page) => audio(page).evaluate((a) => a.paused);
const playing = async (page) => !(await paused(page)) && (await audio(page).evaluate((a) => a.readyState)) > 2;
const near = async (page, seconds) => Math.abs((await time(page)) - seconds) < 1;
const played = (page) => until(() => playing(page), "playing");
const at = (page, seconds) => until(() => near(page, seconds), `at ${seconds} s`);

/** Have the player know the text without a sound. */
async function loaded(page) {
  await button(page, "Einen Satz vor").click();
  await until(async () => (await marked(page)).sentence !== "", "marked");
}

/** Where a text of the page is on the screen: the middle of its first line. */
const spot = (page, text) => page.evaluate((text) => {
  const all = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  while (all.nextNode()) {
    const from = all.currentNode.data.indexOf(text);
    if (from < 0) continue;
    const range = document.createRange();
    range.setStart(all.currentNode, from);
    range.setEnd(all.currentNode, from + text.length);
    all.currentNode.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
    const box = range.getClientRects()[0];
    return [box.x + box.width / 2, box.y + box.height / 2];
  }
}, text);

export function plays() {
  test("at most 12 KB compressed", (t) => {
    const file = readFileSync(join(PLAYER, "listen-player.js"));
    const { length } = gzipSync(file, { level: 9 });
    t.diagnostic(`${file.length} bytes, ${length} compressed, of ${LIMIT_BYTES}`);
    assert.ok(length <= LIMIT_BYTES, `${length} bytes`);
  });

  on("every word and sentence is found in the page, and the page is as it was", "", async (page, t) => {
    const source = () => page.evaluate(() => document.querySelector("main").outerHTML);
    const before = await source();
    await loaded(page);
    let words = 0;
    for (const sentence of sentences) {
      for (const word of sentence.words) {
        await seek(page, word.start_s + 0.001);
        assert.deepEqual(await marked(page), { sentence: sentence.text, word: word.text });
        words++;
      }
    }
    t.diagnostic(`${sentences.length} sentences, ${words} words`);
    assert.equal(await source(), before);
  });

  on("a text that the page has changed is found where it still is", "", async (page) => {
    await loaded(page);
    await page.evaluate(() => {
      const article = document.querySelector("article");
      article.querySelector("figure").insertAdjacentText("beforebegin", "Noch eine Zeile.");
      for (const p of [...article.querySelectorAll("p, li")]) if (!p.closest("listen-player")) p.replaceWith(p.cloneNode(true));
      article.querySelector("ul").remove();
    });
    await page.waitForTimeout(2100); // it does not look all the time
    await seek(page, sentences[4].start_s + 0.05);
    await seek(page, sentences[5].start_s + 0.05);
    assert.equal((await marked(page)).sentence, sentences[5].text);
    const gone = sentences.findIndex((s) => s.role === "list_item");
    await seek(page, sentences[gone].start_s + 0.05);
    assert.deepEqual(await marked(page), { sentence: "", word: "" });
  });

  on("a long article is found quickly", "", async (page, t) => {
    const took = await page.evaluate(async () => {
      const article = document.querySelector("article"), all = [];
      for (let i = 0; i < 500; i++) {
        const words = Array.from({ length: 40 }, (_, w) => ({
          text: w % 3 ? ["der", "und", "das"][w % 7 % 3] : `w${i * w}`, start_s: 1 + i / 5 + w / 400 }));
        all.push({ text: `${words.map((w) => w.text).join(" ")}.`, words, start_s: 1 + i / 5, end_s: 1.1 + i / 5 });
        article.append(Object.assign(document.createElement("p"), { textContent: all.at(-1).text }));
      }
      const fetched = window.fetch;
      window.fetch = async (url) => url.includes("timings") ? { json: async () => ({ sentences: all }) } : fetched(url);
      const player = document.querySelector("listen-player");
      player.shadowRoot.querySelector(".next").click();
      await new Promise((resolve) => setTimeout(resolve, 300));
      for (const p of article.querySelectorAll("p")) if (!p.closest("listen-player")) p.replaceWith(p.cloneNode(true));
      player.seek(1.3); // notices that all is new, and may look again in a while
      await new Promise((resolve) => setTimeout(resolve, 2100));
      const start = performance.now();
      player.seek(1 + 499 / 5);
      return [performance.now() - start, String([...CSS.highlights.get("listen-sentence")][0]) === all.at(-1).text];
    });
    t.diagnostic(`20,000 words found in ${took[0].toFixed(0)} ms`);
    assert.ok(took[1], "the last sentence is not marked");
    assert.ok(took[0] < 1000, `${took[0]} ms`);
  });

  on("seeking by mouse, by chapter, by media keys", "", async (page) => {
    const slider = page.getByRole("slider");
    const box = await slider.boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await at(page, facts.duration / 2);
    await button(page, "Abspielen").click();
    await played(page);
    await at(page, facts.duration / 2);
    assert.match(await slider.getAttribute("aria-valuetext"), /^(0 Minuten 5\d|1 Minute \d) Sekunden? von 1 Minute 52 Sekunden$/);
    await button(page, "Kapitel").click();
    await page.getByRole("button", { name: "Was das kostet" }).click();
    await at(page, facts.chapters[3].startTime);
    await until(async () => (await marked(page)).sentence === "Was das kostet", "heading is marked");
    assert.equal(await page.locator("[aria-current=true]").innerText(), "1:28\nWas das kostet");
    const metadata = await page.evaluate(() => {
      const { title, artist } = navigator.mediaSession.metadata;
      return { title, artist };
    });
    assert.deepEqual(metadata, { title: facts.title, artist: "127.0.0.1" });
    const press = (action, details) => page.evaluate(([a, d]) => window.handlers[a](d ?? {}), [action, details]);
    await press("previoustrack");
    await at(page, facts.chapters[2].startTime);
    await press("nexttrack");
    await at(page, facts.chapters[3].startTime);
    await press("seekto", { seekTime: 20 });
    await at(page, 20);
    await press("seekforward");
    await at(page, 30);
    await button(page, "Pause").click();
    const position = await page.evaluate(() => window.position);
    assert.ok(Math.abs(position.position - 30) < 1 && Math.abs(position.duration - facts.duration) < 0.1);
  }, { init: () => {
    window.handlers = {};
    MediaSession.prototype.setActionHandler = (action, handler) => (window.handlers[action] = handler);
    MediaSession.prototype.setPositionState = (state) => (window.position = state);
  } });

  on("a thumb that is put back where it was goes on with the sound", "", async (page) => {
    await button(page, "Abspielen").click();
    await played(page);
    await button(page, "Pause").click();
    const { x, y, width, height } = await page.getByRole("slider").boundingBox();
    await page.mouse.move(x + 8, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
    await page.mouse.move(x + 8, y + height / 2, { steps: 4 });
    await page.mouse.up();
    await seek(page, 50);
    assert.equal(await page.getByRole("slider").inputValue(), "50");
  });

  on("it may be moved in the page", "", async (page) => {
    await page.evaluate(() => document.querySelector("h1").before(document.querySelector("listen-player")));
    await button(page, "Abspielen").click();
    await played(page);
    await page.evaluate(() => document.querySelector("h1").after(document.querySelector("listen-player")));
    await until(async () => (await marked(page)).word !== "", "still marked");
    await button(page, "Pause").click(); // heard once, not twice
    assert.ok(await paused(page));
  });

  on("speed is kept, the place is kept, and forgotten at the end", "", async (page) => {
    await page.getByLabel("Geschwindigkeit").selectOption("1,5×");
    await seek(page, 40);
    await button(page, "Abspielen").click();
    await played(page);
    await until(async () => (await time(page)) > 41, "some time later");
    assert.equal(await audio(page).evaluate((a) => a.playbackRate), 1.5);
    const before = await time(page);
    await page.reload();
    await at(page, before);
    assert.equal(await page.getByLabel("Geschwindigkeit").inputValue(), "1.5");
    assert.match(await page.locator(".now").innerText(), /^Weiter ab 0:4\d$/);
    await button(page, "Abspielen").click();
    await played(page);
    await at(page, before + 1);
    assert.equal(await audio(page).evaluate((a) => a.playbackRate), 1.5);
    await seek(page, facts.duration - 0.5);
    await until(() => audio(page).evaluate((a) => a.ended), "ended");
    await until(async () => (await marked(page)).sentence === "", "nothing marked");
    await page.reload();
    assert.equal(await time(page), 0);
  });

  on("sentence back and forward", "", async (page) => {
    await seek(page, sentences[2].start_s + 3);
    await button(page, "Einen Satz zurück").click();
    await until(async () => (await marked(page)).sentence === sentences[2].text, "this sentence's beginning");
    assert.ok(Math.abs((await time(page)) - sentences[2].start_s) < 0.01);
    await button(page, "Einen Satz zurück").click();
    assert.equal((await marked(page)).sentence, sentences[1].text);
    await button(page, "Einen Satz vor").click();
    await button(page, "Einen Satz vor").click();
    assert.equal((await marked(page)).sentence, sentences[3].text);
    assert.equal(await page.getByRole("status").innerText(), sentences[3].text);
    assert.ok(await paused(page));
  });

  on("a click on a sentence plays it, on a link or a selection not", "", async (page) => {
    await page.mouse.click(...(await spot(page, "Kritiker halten")));
    await page.waitForTimeout(400);
    assert.ok(await paused(page), "before it was started, a click means nothing");
    await button(page, "Abspielen").click();
    await played(page);
    await page.mouse.click(...(await spot(page, "Kritiker halten")));
    const wanted = sentences.find((s) => s.text.startsWith("Kritiker"));
    await at(page, wanted.start_s);
    assert.equal((await marked(page)).sentence, wanted.text);
    await button(page, "Pause").click();
    await page.mouse.click(...(await spot(page, "sagte Dr.")));
    await at(page, sentences.find((s) => s.text.includes("sagte Dr.")).start_s);
    await played(page);
    await button(page, "Pause").click();
    const before = await time(page);
    await page.mouse.click(...(await spot(page, "Studie der")));
    await page.mouse.dblclick(...(await spot(page, "Bauarbeiten")));
    const [x, y] = await spot(page, "eines, nämlich");
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y, { steps: 3 });
    await page.mouse.up();
    await page.mouse.click(...(await spot(page, "Foto: Agentur"))); // not spoken
    await page.waitForTimeout(400);
    assert.equal(await time(page), before);
    assert.ok(await paused(page));
  });

  on("with the keyboard alone", "", async (page) => {
    const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
    const focused = () => page.evaluate(() => document.activeElement.shadowRoot?.activeElement.className);
    await press("Tab");
    assert.equal(await focused(), "play");
    await press("Enter");
    await played(page);
    await press("k");
    await until(() => paused(page), "paused by k");
    await press("Space");
    await played(page);
    await press("k", "ArrowRight", "ArrowRight");
    await at(page, 10);
    await press("ArrowLeft");
    await at(page, 5);
    await press("Shift+ArrowRight");
    await until(async () => (await marked(page)).sentence === sentences[2].text, "next sentence");
    await press("Shift+ArrowLeft");
    await until(async () => (await marked(page)).sentence === sentences[1].text, "sentence before");
    await press("n");
    await at(page, facts.chapters[2].startTime);
    await press("p");
    await at(page, facts.chapters[1].startTime);
    await press(">", ">", "<");
    assert.equal(await audio(page).evaluate((a) => a.playbackRate), 1.25);
    const order = [];
    for (let i = 0; i < 6; i++) {
      await press("Tab");
      order.push(await focused());
    }
    assert.deepEqual(order, ["back", "next", "", "chapters", "follow", ""]); // "": speed, place
    await press("End");
    await at(page, facts.duration);
    await press("Home", "ArrowUp");
    await at(page, 5);
    await press("Space");
    await played(page);
    await press("Space", "Shift+Tab", "Shift+Tab", "Enter", "Tab", "Tab", "Tab", "Tab");
    assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.innerText), "0:04\n" + facts.chapters[1].title);
    await press("Enter");
    await at(page, facts.chapters[1].startTime);
    await played(page);
    await press("Escape");
    assert.equal(await focused(), "chapters");
    assert.ok(await page.locator("ol").isHidden());
  });

  on("of two players, one plays", "?two", async (page) => {
    const plays = () => page.evaluate(() => [...document.querySelectorAll("audio")].map((a) => !a.paused));
    await button(page, "Abspielen").first().click();
    await until(async () => String(await plays()) === "true,false", "the first plays");
    await button(page, "Abspielen").last().click();
    await until(async () => String(await plays()) === "false,true", "the second plays");
    await page.evaluate(() => document.querySelectorAll("listen-player")[1].remove());
    await until(async () => (await marked(page)).sentence === "", "no mark of a player that is gone");
  });

  on("it scrolls along only where that is wanted", "", async (page) => {
    const far = sentences.find((s) => s.text.startsWith("Kritiker")).start_s;
    const top = () => page.evaluate(() => scrollY);
    const still = (page) => page.waitForTimeout(700); // a smooth scroll takes its time
    await button(page, "Abspielen").click();
    await seek(page, far);
    await still(page);
    assert.equal(await top(), 0);
    await seek(page, 0);
    await button(page, "Mitscrollen").click();
    assert.equal(await button(page, "Mitscrollen").getAttribute("aria-pressed"), "true");
    await seek(page, far);
    await still(page);
    assert.ok((await top()) > 300);
    const [x, y] = [550, 400];
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -2000); // the reader looks elsewhere: it does not pull back at once
    await still(page);
    assert.equal(await top(), 0);
    await seek(page, 20);
    await seek(page, far);
    await still(page);
    assert.equal(await top(), 0);
    await page.reload();
    assert.equal(await button(page, "Mitscrollen").getAttribute("aria-pressed"), "true", "remembered");
  });

  on("with reduced motion it jumps", "", async (page) => {
    await button(page, "Abspielen").click();
    await page.evaluate(() => (window.scrollBy = (options) => (window.scrolled = options.behavior)));
    await button(page, "Mitscrollen").click();
    await seek(page, 100);
    await until(() => page.evaluate(() => window.scrolled === "instant"), "scrolls at once");
  }, { reducedMotion: "reduce" });

  on("where storage is denied, it plays", "", async (page) => {
    await page.getByLabel("Geschwindigkeit").selectOption("2×");
    await button(page, "Abspielen").click();
    await played(page);
    assert.equal(await audio(page).evaluate((a) => a.playbackRate), 2);
  }, { init: () => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } }) });

  on("without the Highlight API it plays, without marks", "", async (page) => {
    await button(page, "Abspielen").click();
    await played(page);
    await button(page, "Einen Satz vor").click();
    await at(page, sentences[1].start_s);
  }, { init: () => { delete CSS.highlights; Object.defineProperty(CSS, "highlights", { value: undefined }); delete window.Highlight; } });

  on("without timings it skips by seconds", "?timings=", async (page) => {
    await button(page, "Vor").click();
    await at(page, 10);
    assert.ok(await button(page, "Mitscrollen").isHidden());
    await button(page, "Abspielen").click();
    await played(page);
  });

  on("where the timings cannot be had, likewise", "?timings=none.json", async (page) => {
    await button(page, "Abspielen").click();
    await played(page);
    await button(page, "Vor").click();
    await at(page, 10);
  }, { pardon: /404|none\.json/ });

  on("where the text is not found, it plays without marks", "?text=%5B", async (page) => {
    await button(page, "Abspielen").click();
    await played(page);
    await until(async () => (await marked(page)).sentence !== "", "the element around it is taken");
  });

  on("a server that knows no ranges is enough", "?audio=whole/article.opus", async (page) => {
    await button(page, "Abspielen").click();
    await played(page);
    assert.equal(await audio(page).evaluate((a) => a.duration), Infinity);
    await until(async () => (await marked(page)).word !== "", "marked");
    const length = await page.evaluate(() => document.querySelector("listen-player").duration);
    assert.equal(length.toFixed(1), facts.duration.toFixed(1));
  });

  on("where the sound cannot be had, it says so", "?audio=none.opus", async (page) => {
    await button(page, "Abspielen").click();
    await until(async () => (await page.locator(".now").innerText()) === "Die Audiodatei lässt sich nicht laden.", "said");
    await until(() => button(page, "Abspielen").isVisible(), "not shown as playing");
  }, { pardon: /404/ });

  on("in English", "?lang=en", async (page) => {
    await button(page, "Forward one sentence").click();
    const place = page.getByRole("slider", { name: "Position" });
    await until(async () => (await place.getAttribute("aria-valuetext")) === "0 minutes 4 seconds of 1 minute 52 seconds", "said");
    assert.equal(await page.getByLabel("Speed").locator("option").allInnerTexts().then((t) => t[0]), "0.75×");
    await button(page, "Play").click();
    await button(page, "Pause").click();
    await button(page, "Chapters").waitFor();
    await page.getByRole("region", { name: `Audio player: ${facts.title}` }).waitFor();
  });
}

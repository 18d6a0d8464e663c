// How the player looks, and to whom: sizes, colours, axe-core, no script. Leaves screenshots to look at.
import assert from "node:assert/strict";
import { test } from "node:test";
import { AXE, audio, button, facts, marked, open, screenshot, until } from "./browser.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** In the middle of a sentence, chapters shown, all else that can be shown too. */
async function busy(page, word = "besser") {
  const sentence = facts.sentences.find((s) => s.text.includes(word));
  await button(page, "Kapitel").click();
  await page.locator("li").first().waitFor();
  await button(page, "Einen Satz vor").click();
  await until(async () => (await marked(page)).sentence !== "", "marked");
  const { start_s } = sentence.words.find((w) => w.text.includes(word));
  await page.evaluate((s) => document.querySelector("listen-player").seek(s), start_s + 0.01);
  await until(async () => (await marked(page)).word === word, "marked");
}

async function accessible(page, what) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run({ resultTypes: ["violations", "incomplete"] }));
  const tell = (list) => list.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
  assert.deepEqual(tell(found.violations), [], what);
  assert.ok(found.passes.length > 20, `${found.passes.length} rules looked at something`);
  return found.passes.length;
}

/** Width and height of all that can be pressed, in the order of the page. */
const targets = (page) => page.evaluate(() =>
  [...document.querySelector("listen-player").shadowRoot.querySelectorAll("button, select, input")]
    .map((e) => ({ name: e.ariaLabel ?? e.innerText, box: e.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0)
    .map(({ name, box }) => ({ name, width: box.width, height: box.height })));

/** WCAG contrast of the text with a mark behind it; colours are [r, g, b], tints [r, g, b, alpha]. */
function contrast(ink, paper, ...tints) {
  const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const x = c[i] / 255;
    return sum + weight * (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
  }, 0);
  const ground = tints.reduce((under, [r, g, b, a]) => under.map((u, i) => u * (1 - a) + [r, g, b][i] * a), paper);
  const [low, high] = [light(ink), light(ground)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const colours = (page) => page.evaluate(() => {
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const p = document.querySelector("article > p");
  const mark = (name) => numbers(getComputedStyle(p, `::highlight(${name})`).backgroundColor);
  return { ink: numbers(getComputedStyle(p).color).slice(0, 3),
    paper: numbers(getComputedStyle(document.body).backgroundColor).slice(0, 3),
    player: numbers(getComputedStyle(document.querySelector("listen-player").shadowRoot.querySelector(".label")).color),
    sentence: mark("listen-sentence"), word: mark("listen-word") };
});

/** A test that opens pages as it needs them. */
function on(name, body) {
  test(name, async (t) => {
    const pages = [];
    await body(async (query, options) => {
      pages.push(await open(query, options));
      return pages.at(-1);
    }, t);
    for (const page of pages) {
      await page.context().close();
      assert.deepEqual(page.complaints, []);
    }
  });
}

export function looks() {
  for (const scheme of ["light", "dark"]) {
    on(`axe-core finds nothing, and marks are readable (${scheme})`, async (visit, t) => {
      for (const [size, options] of [["desktop", {}], ["phone", PHONE]]) {
        const page = await visit("", { colorScheme: scheme, ...options });
        await screenshot(page, `${scheme}-${size}`);
        await accessible(page, `${size}, untouched`);
        await busy(page);
        const passed = await accessible(page, `${size}, in use`);
        await button(page, "Abspielen").click();
        await page.waitForTimeout(200);
        await screenshot(page, `${scheme}-${size}-chapters`);
        await button(page, "Pause").click();
        await page.evaluate(() => document.querySelector(".drop").scrollIntoView({ block: "center" }));
        await screenshot(page, `${scheme}-${size}-marks`);
        t.diagnostic(`${size}: ${passed} rules of axe-core passed`);
      }
      const page = await visit("", { colorScheme: scheme });
      const { ink, paper, player, sentence, word } = await colours(page);
      assert.deepEqual(player, ink, "the player takes the page's colour");
      assert.equal(paper[0] < 128, scheme === "dark");
      const [plain, marks] = [contrast(ink, paper, sentence), contrast(ink, paper, sentence, word)];
      t.diagnostic(`contrast of the text: ${plain.toFixed(1)} in the sentence, ${marks.toFixed(1)} in the word`);
      assert.ok(plain >= 4.5 && marks >= 4.5, `${plain}, ${marks}`);
    });
  }

  on("all that can be pressed is 44 px or larger, and nothing is cut off", async (visit) => {
    for (const options of [{}, PHONE, { viewport: { width: 320, height: 600 } }]) {
      const page = await visit("", options);
      await busy(page);
      const all = await targets(page);
      assert.equal(all.length, 7 + facts.chapters.length);
      for (const { name, width, height } of all) assert.ok(width >= 44 && height >= 44, `${name}: ${width} × ${height}`);
      const [wide, view] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= view, `${wide} px wide on a screen of ${view} px`);
    }
  });

  on("focus is seen", async (visit) => {
    const page = await visit("");
    for (const part of ["play", "back", "next", "speed", "chapters", "follow", "place"]) {
      await page.keyboard.press("Tab");
      const outline = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement.shadowRoot.activeElement);
        return `${outlineStyle} ${outlineWidth}`;
      });
      assert.equal(outline, "solid 3px", part);
      await screenshot(page, `focus-${part}`);
    }
  });

  on("forced colours", async (visit) => {
    const page = await visit("", { forcedColors: "active" });
    await busy(page);
    await accessible(page, "forced colours");
    await screenshot(page, "forced-colours");
  });

  on("without JavaScript it is the plain audio element with its label", async (visit) => {
    const page = await visit("", { javaScriptEnabled: false });
    const box = await audio(page).boundingBox();
    assert.ok(box.width > 200 && box.height > 30, "controls are shown");
    const label = page.getByRole("link", { name: "Artikel anhören • 2 Minuten" });
    assert.equal(await label.getAttribute("href"), "article.opus");
    await screenshot(page, "no-script");
  });

  on("custom properties change its looks", async (visit) => {
    const page = await visit("");
    await page.evaluate(() => {
      const { style } = document.documentElement;
      for (const [name, value] of Object.entries({ "--listen-color": "rgb(10, 20, 30)", "--listen-background": "rgb(250, 240, 230)",
        "--listen-accent": "rgb(200, 0, 0)", "--listen-radius": "0px", "--listen-word": "rgb(0, 255, 0)" })) style.setProperty(name, value);
    });
    const seen = await page.evaluate(() => {
      const root = document.querySelector("listen-player").shadowRoot;
      const of = (selector) => getComputedStyle(root.querySelector(selector));
      return [of(".label").color, of(".player").backgroundColor, of(".play").color, of(".player").borderRadius,
        getComputedStyle(document.querySelector("article > p"), "::highlight(listen-word)").backgroundColor];
    });
    assert.deepEqual(seen, ["rgb(10, 20, 30)", "rgb(250, 240, 230)", "rgb(200, 0, 0)", "0px", "rgb(0, 255, 0)"]);
    await screenshot(page, "custom-properties");
  });
}

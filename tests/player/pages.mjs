// Is the text found in pages of many kinds? Those that the extraction is tested with, as they are.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { GOLDEN, open, plain } from "./browser.mjs";

const PAGES = ["01-news", "02-wordpress", "04-university", "05-tables", "11-br-paragraphs", "12-faq",
  "14-duplicate-lead", "21-page-builder", "22-poem", "26-topic-and-bullets"];

/** What is marked at the start of each word, with all of the page as its text. */
function marksOf(page, sentences) {
  return page.evaluate(async (sentences) => {
    const player = document.querySelector("listen-player");
    window.fetch = async () => ({ json: async () => ({ sentences }) });
    player.shadowRoot.querySelector(".next").click();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const marked = (name) => String([...CSS.highlights.get(name)][0] ?? "");
    return sentences.flatMap((sentence) => sentence.words).map(({ start_s }) => {
      player.seek(start_s + 0.001);
      return [marked("listen-sentence"), marked("listen-word")];
    });
  }, sentences);
}

export function pages() {
  test("the text is found in pages of many kinds", async (t) => {
    let found = 0, same = 0, all = 0;
    for (const name of PAGES) {
      const timings = `${name}.timings.json`;
      execFileSync(process.env.LISTEN, [join(GOLDEN, `${name}.html`), "-q", "--format", "raw", "-o", "/dev/null",
        "--timings", join(process.env.FOLDER, timings)]);
      const { sentences } = JSON.parse(readFileSync(join(process.env.FOLDER, timings), "utf8"));
      const page = await open(`?golden=${name}&text=body`, { pardon: /./ });
      const words = sentences.flatMap((sentence) => sentence.words);
      const marks = await marksOf(page, sentences);
      marks.forEach(([sentence, word], i) => {
        found += sentence !== "";
        same += plain(word) === words[i].text;
      });
      all += words.length;
      await page.context().close();
    }
    t.diagnostic(`${PAGES.length} pages, ${all} words: ${found} in a sentence that is found, ${same} marked as written`);
    assert.equal(found, all);
    assert.ok(same >= all - 1, "one headline runs into what stands before it");
  });
}

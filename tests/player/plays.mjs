import assert from "node:assert/strict";
import { test } from "node:test";
import { button, facts, marked, open } from "./browser.mjs";
export function plays() {
  test("every word and sentence is found in the page", async () => {
    const page = await open();
    await button(page, "Einen Satz vor").click();
    for (const sentence of facts.sentences) {
      for (const word of sentence.words) {
        await page.evaluate((s) => document.querySelector("listen-player").seek(s), word.start_s + 0.001);
        assert.deepEqual(await marked(page), { sentence: sentence.text, word: word.text });
      }
    }
    await page.context().close();
  });
}

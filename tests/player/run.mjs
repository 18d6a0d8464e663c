// The player in a browser, with real sound; see ./run.
import { after, describe, test } from "node:test";
import { close } from "./browser.mjs";
import { pages } from "./pages.mjs";
import { inSound, inStep } from "./sync.mjs";
import { looks } from "./looks.mjs";
import { plays } from "./plays.mjs";
import { preview } from "./preview.mjs";

after(close);

// Two play for half a minute each; all else is looked at meanwhile, two pages at a time.
describe("player", { concurrency: true }, () => {
  test("words are marked within 100 ms of being said, at 1×", (t) => inStep(t, 0, 1, 31));
  test("words are marked within 100 ms of being said, at 2×", (t) => inStep(t, 40, 2, 31));
  describe("in use", { concurrency: 2 }, () => {
    test("the MP3's sound is where the timings say", (t) => inSound(t, "article.mp3"));
    test("the Opus file's sound is where the timings say", (t) => inSound(t, "article.opus"));
    plays();
    pages();
    looks();
    preview();
  });
});

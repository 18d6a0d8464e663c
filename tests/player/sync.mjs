// Is the word marked when it is said? Against the timings while playing, and the timings against the sound.
import assert from "node:assert/strict";
import { button, facts, open, plain } from "./browser.mjs";

const LIMIT_MS = 100;

/** Play for `seconds` from `start` at `rate`; returns what was marked at which time, at each change. */
async function watch(page, start, rate, seconds) {
  await page.evaluate((s) => localStorage.setItem("listen:speed", s), String(rate));
  await page.reload();
  await page.evaluate((s) => document.querySelector("listen-player").seek(s), start);
  await button(page, "Abspielen").click();
  return page.evaluate(async (seconds) => {
    const audio = document.querySelector("audio");
    const found = [];
    let last, samples = 0;
    const first = performance.now();
    // Polled oftener than the screen is drawn, from outside the player.
    while (performance.now() - first < seconds * 1000) {
      const time = audio.currentTime;
      const [range] = CSS.highlights.get("listen-word") ?? [];
      const mark = range ? [range.startContainer, range.startOffset, range.toString()] : ["", 0, ""];
      samples++;
      if (!last || mark.some((part, i) => part !== last[i])) found.push({ time, text: mark[2] });
      last = mark;
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    return { found, samples, rate: audio.playbackRate, end: audio.currentTime };
  }, seconds);
}

/** A machine that was busy with something else may be asked twice more. */
export async function inStep(t, ...args) {
  for (let more = 2; ; more--) {
    try {
      return await follow(t, ...args);
    } catch (error) {
      if (more === 0) throw error;
      t.diagnostic(`once more, after: ${error.message}`);
    }
  }
}

async function follow(t, start, rate, seconds) {
  const page = await open();
  const { found, samples, rate: played, end } = await watch(page, start, rate, seconds);
  assert.equal(played, rate);
  const advance = (end - start) / rate;
  assert.ok(advance > seconds - 2 && advance < seconds + 1, `played ${advance} s of ${seconds} s`);
  const words = facts.sentences.flatMap((s) => s.words)
    .filter((w) => w.start_s > start + 0.5 && w.start_s < end - 0.5 * rate);
  const changes = found.filter((f) => f.text !== "");
  // Every word, in order, none left out and none twice.
  const first = changes.findIndex((c) => Math.abs(c.time - words[0].start_s) < 0.2 * rate);
  assert.ok(first >= 0, `${words[0].text} is not marked`);
  const late = words.map((w, i) => {
    const { text, time } = changes[first + i];
    assert.equal(plain(text), w.text, `at ${time} s`);
    return ((time - w.start_s) / rate) * 1000;
  }).sort((a, b) => a - b);
  const at = (part) => late[Math.min(late.length - 1, Math.floor(late.length * part))].toFixed(1);
  t.diagnostic(`${rate}×, ${advance.toFixed(1)} s played, ${words.length} words, ${samples} samples: marked ` +
    `${at(0)} to ${at(1)} ms after the word begins, half within ${at(0.5)}, 99% within ${at(0.99)}`);
  assert.ok(late[0] > -LIMIT_MS && late.at(-1) < LIMIT_MS, `${at(0)} to ${at(1)} ms`);
  await page.context().close();
}

/** Where sound begins after silence, sentences must begin, in the file as the browser decodes it. */
export async function inSound(t, file) {
  const page = await open();
  const loud = await page.evaluate(async (file) => {
    const context = new OfflineAudioContext(1, 1, 22050);
    const sound = await context.decodeAudioData(await (await fetch(file)).arrayBuffer());
    const samples = sound.getChannelData(0), block = sound.sampleRate / 200; // 5 ms
    return Array.from({ length: Math.floor(samples.length / block) }, (_, i) =>
      samples.subarray(i * block, (i + 1) * block).some((x) => Math.abs(x) > 0.01) ? 1 : 0);
  }, file);
  await page.context().close();
  const late = facts.sentences.map((sentence) => {
    const from = Math.floor((sentence.start_s - 0.12) * 200);
    const onset = loud.indexOf(1, Math.max(0, from));
    return onset * 5 - sentence.start_s * 1000;
  });
  const worst = Math.max(...late.map(Math.abs));
  t.diagnostic(`${file}: sentences sound ${Math.min(...late).toFixed(0)} to ${Math.max(...late).toFixed(0)} ms after their time`);
  assert.ok(worst < LIMIT_MS, `${worst} ms`);
}

// The test's site: a strict one, so that whatever the player would need beyond its own files shows.
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const TYPES = {
  ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".html": "text/html",
  ".mp3": "audio/mpeg", ".opus": "audio/ogg", ".vtt": "text/vtt",
};
const STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; media-src 'self'; " +
  "connect-src 'self'; img-src 'self'; require-trusted-types-for 'script'";
const ALONE = "default-src 'self' 'unsafe-inline'"; // what a page as it is may ask for

/** Serve the files of `folders`; `page(searchParams)` gives {html, policy}. Resolves to {url, close}. */
export function serve(folders, page) {
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://localhost");
    if (url.pathname === "/") {
      const { html, policy } = page(url.searchParams);
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
      return response.end(html);
    }
    if (url.pathname === "/favicon.ico") return response.writeHead(204).end();
    const path = folders.map((folder) => join(folder, url.pathname)).find((file) => existsSync(file));
    if (!path) return response.writeHead(404).end();
    const size = statSync(path).size;
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
    const start = Number(first ?? 0), end = last ? Math.min(Number(last), size - 1) : size - 1;
    response.writeHead(first ? 206 : 200, {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      "content-length": end - start + 1,
      "accept-ranges": "bytes",
      ...(first && { "content-range": `bytes ${start}-${end}/${size}` }),
    });
    createReadStream(path, { start, end }).on("error", () => response.destroy()).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve({
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => (server.closeAllConnections(), server.close()),
  })));
}

/** The page around the player, as `listen site` writes it; or a page of `golden`, with a player after it. */
export function page(file, golden, facts) {
  const text = readFileSync(file, "utf8");
  return (query) => {
    const lang = query.get("lang") ?? "de";
    const label = lang === "de" ? "Artikel anhören • 2 Minuten" : "Listen to the article • 2 minutes";
    const player = (key) => `<listen-player lang="${lang}" data-key="${key}" data-title="${facts.title}"
  data-duration="${facts.duration}" data-text="${query.get("text") ?? "article"}" ${
    query.has("untimed") ? "" : `data-timings="${query.get("timings") ?? "article.timings.json"}"`}
  data-chapters="article.chapters.json">
  <p class="listen-label"><a href="article.mp3">${label}</a></p>
  <audio controls preload="none">${(query.get("audio") ?? "article.opus article.mp3").split(" ").map((src) =>
    `<source src="${src}" type="${src.endsWith("opus") ? "audio/ogg; codecs=opus" : "audio/mpeg"}">`).join("")}
  <track kind="metadata" srclang="de" src="article.vtt"></audio>
</listen-player>
<script type="module" src="listen-player.js"></script>`;
    if (query.has("golden")) {
      const html = readFileSync(join(golden, `${query.get("golden")}.html`), "utf8");
      return { html: `${html}${player("golden")}`, policy: ALONE };
    }
    const players = query.has("two") ? `${player("one")}${player("two")}` : player("bahn");
    return { html: text.replaceAll("{{lang}}", lang).replace("{{player}}", players), policy: STRICT };
  };
}

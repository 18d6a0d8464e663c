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
    const whole = url.pathname.startsWith("/whole/"); // as from a server without range requests
    const name = whole ? url.pathname.slice("/whole".length) : url.pathname;
    const path = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
    if (!path) return response.writeHead(404).end();
    const size = statSync(path).size;
    const [, first, last] = (!whole && /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "")) || [];
    const start = Number(first ?? 0), end = last ? Math.min(Number(last), size - 1) : size - 1;
    response.writeHead(first ? 206 : 200, {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      ...(!whole && { "content-length": end - start + 1, "accept-ranges": "bytes" }),
      ...(first && { "content-range": `bytes ${start}-${end}/${size}` }),
    });
    createReadStream(path, { start, end }).on("error", () => response.destroy()).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve({
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => (server.closeAllConnections(), server.close()),
  })));
}

/**
 * The page around the fragment that `listen site` has written, or a page of `golden` with it at its
 * end. The query changes what the fragment says.
 */
export function page(file, golden, fragment) {
  const text = readFileSync(file, "utf8");
  return (query) => {
    let player = fragment;
    const set = (attribute, value) => (player = player.replace(new RegExp(`${attribute}="[^"]*"`), value && `${attribute}="${value}"`));
    if (query.has("timings")) set("data-timings", query.get("timings"));
    if (query.has("text")) set("data-text", query.get("text"));
    if (query.has("audio")) player = player.replaceAll(/<source src="[^"]*"/g, `<source src="${query.get("audio")}"`);
    if (query.has("golden")) {
      const html = readFileSync(join(golden, `${query.get("golden")}.html`), "utf8");
      return { html: `${html}${player}`, policy: ALONE };
    }
    const html = text.replaceAll("{{lang}}", query.get("lang") ?? "de")
      .replace("{{player}}", player.repeat(query.has("two") ? 2 : 1));
    return { html, policy: STRICT };
  };
}

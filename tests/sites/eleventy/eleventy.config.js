const fs = require("fs");
const path = require("path");

const AUDIO = "audio"; // the `output` of listen.yaml

module.exports = (config) => {
  config.addPassthroughCopy(AUDIO);
  config.addWatchTarget(AUDIO);
  config.ignores.add(AUDIO); // its fragments are no templates

  // An article's key is the path of its page without "/index.html".
  config.addFilter("listenKey", (url) => url.replace(/^\/|\/$/g, ""));

  // Label, player and JSON-LD, as listen wrote them; nothing where an article is not spoken yet.
  config.addFilter("listenFragment", (article) => {
    const file = article && article.files.find(({ role }) => role === "fragment");
    return file ? fs.readFileSync(path.join(AUDIO, file.path), "utf8") : "";
  });
};

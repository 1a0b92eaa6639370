// Read workflows with GitHub's own parser, and say what it says:
//   node --import ./json_modules.mjs read.mjs ROOT FILE...
// ROOT is where `uses: ./.github/workflows/x.yml` starts. Exits with 1 if anything was said.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { registerLogger, validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";

const [root, ...files] = process.argv.slice(2);
if (!files.length) {
  console.error("usage: node --import ./json_modules.mjs read.mjs ROOT FILE...");
  process.exit(2);
}

let said = 0;
function say(file, line, message) {
  said += 1;
  console.log(`${file}:${line}: ${message}`);
}

// What the parser could not do is logged, not returned; a file that it gave up is no good file.
const silent = () => {};
registerLogger({ log: silent, info: silent, warn: silent, error: (message) => say("parser", 0, message) });

const fileProvider = {
  async getFileContent(reference) {
    return { name: reference.path, content: await readFile(join(root, reference.path), "utf8") };
  },
};

for (const file of files) {
  const text = await readFile(file, "utf8");
  const document = TextDocument.create(pathToFileURL(resolve(file)).href, "yaml", 1, text);
  for (const one of await validate(document, { fileProvider })) {
    say(file, one.range.start.line + 1, one.message);
  }
}
console.log(`GitHub's parser read ${files.length} files and said ${said} things`);
process.exit(said ? 1 : 0);

// By the real one's README: a folder's content becomes the artifact's, hidden names are left
// out unless asked for, empty folders too, and no name is used twice in a run.
import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? "";
const path = resolve(input("path"));
const hidden = input("include-hidden-files") === "true";

function filesOf(folder) {
  const names = readdirSync(folder).filter((name) => hidden || !name.startsWith("."));
  return names.flatMap((name) => {
    const one = join(folder, name);
    return statSync(one).isDirectory() ? filesOf(one) : [one];
  });
}

const isFolder = existsSync(path) && statSync(path).isDirectory();
const files = isFolder ? filesOf(path) : existsSync(path) ? [path] : [];
if (!files.length) {
  const fails = input("if-no-files-found") === "error";
  console.log(`${fails ? "::error::" : ""}no files were found in ${input("path")}`);
  process.exit(fails ? 1 : 0);
}

const artifact = join(process.env.ARTIFACTS, input("name"));
if (existsSync(artifact)) {
  console.log(`::error::there is an artifact ${input("name")} already`);
  process.exit(1);
}
for (const file of files) {
  const kept = join(artifact, isFolder ? relative(path, file) : basename(file));
  mkdirSync(dirname(kept), { recursive: true });
  cpSync(file, kept);
}
console.log(`artifact ${input("name")}: ${files.length} files`);

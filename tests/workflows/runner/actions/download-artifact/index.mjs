// By the real one's README: a name lands in the folder itself; a pattern makes one folder for
// each artifact, or none with merge-multiple or where it finds one alone (download-artifact#419);
// a name that is not there fails, a pattern does not.
import { cpSync, existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? "";
const folder = resolve(input("path") || ".");

const escaped = input("pattern").replace(/[.+?^${}()|[\]\\]/g, "\\$&");
const pattern = new RegExp(`^${escaped.replaceAll("*", ".*") || ".*"}$`);
const kept = existsSync(process.env.ARTIFACTS) ? readdirSync(process.env.ARTIFACTS).sort() : [];
const found = kept.filter((name) => (input("name") ? name === input("name") : pattern.test(name)));
if (input("name") && !found.length) {
  console.log(`::error::there is no artifact ${input("name")}`);
  process.exit(1);
}

for (const name of found) {
  const flat = found.length === 1 || input("merge-multiple") === "true";
  const target = flat ? folder : join(folder, name);
  cpSync(join(process.env.ARTIFACTS, name), target, { recursive: true });
  console.log(`artifact ${name} is in ${target}`);
}

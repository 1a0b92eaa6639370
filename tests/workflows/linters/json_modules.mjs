// Lets Node import the JSON files that GitHub's packages import without saying so:
// Node has asked for `with { type: "json" }` since version 20, and they are written for bundlers.
import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { isMainThread } from "node:worker_threads";

export async function load(url, context, next) {
  if (!url.endsWith(".json")) return next(url, context);
  const text = await readFile(new URL(url), "utf8");
  return { format: "module", shortCircuit: true, source: `export default ${text}` };
}

// Node loads this file twice: as what `--import` names, and on its own thread for hooks.
if (isMainThread) register(import.meta.url);

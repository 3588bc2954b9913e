// node validate_asl.mjs <node_modules> <definition>…: what the two validators say of each, as a JSON list of sentences.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const validate = require("asl-validator");
const { getLanguageService } = require("amazon-states-language-service");
const { TextDocument } = require("vscode-languageserver-textdocument");

const service = getLanguageService({});
const problems = [];
for (const file of files) {
  const text = readFileSync(file, "utf8");
  const result = validate(JSON.parse(text), { checkArn: false });
  if (!result.isValid) problems.push(`asl-validator: ${result.errorsText("; ")}`);
  const document = TextDocument.create(`file://${file}`, "asl", 1, text);
  const found = await service.doValidation(document, service.parseJSONDocument(document), {});
  problems.push(...found.map((one) => `states language service: line ${one.range.start.line + 1}: ${one.message}`));
}
console.log(JSON.stringify(problems));

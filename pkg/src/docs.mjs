import * as docs from "../dist/docs.mjs";
import { takes, text } from "./arguments.mjs";
import { VtlkitError } from "./error.mjs";

export const rules = takes("rules", [], () => JSON.parse(docs.rules));

export const catalog = takes("catalog", [], () => JSON.parse(docs.catalog));

export const explain = takes("explain", ["rule"], (rule) => {
  const known = JSON.parse(docs.docs);
  if (Object.hasOwn(known, text(rule, "a rule"))) return known[rule];
  throw new VtlkitError({ kind: "options", message: `there is no rule \`${rule}\``, help: "`rules()` lists them" });
});

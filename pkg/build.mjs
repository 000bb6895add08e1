// Makes the files for Node out of `src`: one CommonJS file, so that `import` and `require` get the same instance, and
// an entry for each of the two and each part of the package. `cargo xtask wasm` runs it.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const dist = new URL("./dist/", import.meta.url);
const bundle = fileURLToPath(new URL("node.cjs", dist));
await build({
  entryPoints: [fileURLToPath(new URL("./src/node.mjs", import.meta.url))],
  outfile: bundle,
  bundle: true,
  platform: "node",
  target: "node18",
  format: "cjs",
  // What `import.meta.url` is in CommonJS.
  define: { "import.meta.url": "here" },
  banner: { js: 'const here = require("node:url").pathToFileURL(__filename).href;' },
  logLevel: "warning",
});
for (const [part, members] of Object.entries(createRequire(import.meta.url)(bundle))) {
  writeFileSync(new URL(`${part}.cjs`, dist), `module.exports = require("./node.cjs").${part};\n`);
  writeFileSync(
    new URL(`${part}.mjs`, dist),
    `import node from "./node.cjs";\nexport const { ${Object.keys(members).join(", ")} } = node.${part};\n`,
  );
}

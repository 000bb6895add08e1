/** Renders what each line says, a JSON object with `template`, `request`, `dialect` and `variables`: a result a line. */
export function run(render, lines) {
  return lines.map((line) => {
    const { template, request, ...options } = JSON.parse(line);
    try {
      return JSON.stringify(render(template, request, options));
    } catch (error) {
      if (error.name !== "VtlkitError" || error.kind === "trap") throw error;
      return JSON.stringify({ error: { message: error.message, phase: error.kind === "syntax" ? "parse" : "render" } });
    }
  });
}

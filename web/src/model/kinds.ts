/** What a text that was pasted or dropped is, by its content. */

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Members that only the root of a definition has. */
const ROOTS = ['openapi', 'swagger', 'AWSTemplateFormatVersion', 'Resources'];

function isDefinition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ROOTS.some((name) => Object.hasOwn(value, name));
}

const TERRAFORM = /^[ \t]*(?:resource|module|data|variable|output)[ \t]+"[\w.-]+"[^\n{]*\{|^[ \t]*(?:locals|terraform)[ \t]*\{/m;
const YAML = /^(?:openapi|swagger|AWSTemplateFormatVersion|Resources|Transform):|^(?:service|provider):(?:.|\n)*^functions:/m;

/** The kind of definition a text is, if it is one, with a name for it that says its format. */
export function definitionKind(text: string): { kind: string; name: string } | undefined {
  const start = text.trimStart();
  if (start.startsWith('{')) return isDefinition(parsed(text)) ? { kind: 'a definition in JSON', name: 'pasted.json' } : undefined;
  if (TERRAFORM.test(text)) return { kind: 'a Terraform file', name: 'pasted.tf' };
  if (!YAML.test(text)) return undefined;
  // The name says that variables of the framework are read.
  return /^service:/m.test(text) ? { kind: 'a Serverless configuration', name: 'serverless.yml' } : { kind: 'a definition in YAML', name: 'pasted.yaml' };
}

/** Whether a text is a JSON document that can be a body: an object or a list, and not a definition. */
export function isBody(text: string): boolean {
  const value = parsed(text);
  return typeof value === 'object' && value !== null && !isDefinition(value);
}

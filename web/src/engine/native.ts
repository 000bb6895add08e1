/** The npm package, as the worker uses it. The page compiles its module of WebAssembly and hands it over. */
import { init, lint, parse, render, version, VtlkitError, type Diagnostic, type LintOptions, type Node } from 'vtlkit';
import * as api from 'vtlkit/api';
import type { AttackCall, Call, Definition, DefinitionOptions, DefinitionProblem, Extracted } from 'vtlkit/api';
import type { PageCase } from '../../plugins/conformance';
import { FILE } from '../model/definition';
import type { Execution, Failure, Mapping, ReadDefinition, TemplateRequest } from './types';

type Side = 'request' | 'response';

let open: (value: Promise<void>) => void = () => undefined;

/** Resolves once the engine can be called. */
export const loaded = new Promise<void>((resolve) => (open = resolve));
// A failure is reported by the call that needs the engine.
loaded.catch(() => undefined);

/** Starts the engine. */
export function start(module: WebAssembly.Module): void {
  open(init(module));
}

/** Takes a request through a definition. */
export function invoke(name: string, text: string, call: Call): Execution {
  return api.invoke(name, text, call);
}

/** Takes hostile variants of calls through a definition. */
export function attackApi(text: string, calls: AttackCall[]): ReturnType<Definition['attack']> {
  const loaded = api.load(FILE, text);
  try {
    return loaded.attack(calls);
  } finally {
    loaded.free();
  }
}

/** Renders a template with what made its output, or tells why it fails. */
export function renderTraced(text: string, request: TemplateRequest, phase: Side): Pick<Mapping, 'output' | 'trace' | 'error'> {
  try {
    const { output, trace } = render(text, request, { phase, trace: true });
    return { output, ...(trace && { trace }) };
  } catch (error) {
    if (!(error instanceof VtlkitError)) throw error;
    const { kind, message, help, start, end, line, column } = error;
    return { error: JSON.parse(JSON.stringify({ kind, message, help, start, end, line, column })) as Failure };
  }
}

/** What is wrong with a template. */
export function lintTemplate(text: string, options: LintOptions): Diagnostic[] {
  return lint(text, options);
}

/** What is wrong with the templates of a definition. */
export function lintFile(name: string, text: string): ReturnType<typeof api.lintFile> {
  return api.lintFile(name, text);
}

/** A file with its fixes. */
export function fixFile(name: string, text: string, options: { unsafe: boolean }): ReturnType<typeof api.fixFile> {
  return api.fixFile(name, text, options);
}

/** The templates of a file. */
export function extract(name: string, text: string): Extracted[] {
  return api.extract(name, text);
}

/** The syntax tree of a template. */
export function parseTemplate(text: string): { tree: Node } {
  return parse(text);
}

/** What a definition and the files that it names hold: its APIs, or the templates of a file that has some without an API. */
export function readApi(name: string, text: string, options: DefinitionOptions = {}): ReadDefinition {
  const { apis, errors, missing, unknown, files } = api.readApi(name, text, options);
  const said = ({ file, line, column, message }: DefinitionProblem) => `${file === undefined ? '' : `${file}:`}${line}:${column}: ${message}`;
  const templates = apis.length > 0 ? [] : api.extract(name, text);
  return { apis, templates, errors: errors.map(said), missing: missing.map(said), unknown, files };
}

/** A template in the form it has where it stands. */
export function exportAs(text: string, form: 'yaml' | 'json' | 'hcl' | 'typescript'): string {
  return api.exportTemplate(text, form);
}

/** Which requests get through. */
export function simulate(options: Parameters<typeof api.throttle>[0]): ReturnType<typeof api.throttle> {
  return api.throttle(options);
}

/** The version of the package. */
export function engineVersion(): string {
  return version;
}

/** The ids of the recorded cases that do not hold. */
export function conformance(cases: PageCase[]): string[] {
  return cases.filter((one) => !holds(one)).map(({ id }) => id);
}

function holds({ template, request, output }: PageCase): boolean {
  try {
    return render(template, request as TemplateRequest).output === output;
  } catch (error) {
    return error instanceof VtlkitError && output === undefined;
  }
}

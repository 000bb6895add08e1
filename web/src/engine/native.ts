/** The npm package, as the worker uses it. The parts that only some calls need are loaded when they are called. */
import { catalog, explain, init, lint, parse, render, version, VtlkitError, type Catalog, type Diagnostic, type LintOptions, type Node } from 'vtlkit';
import type { ApiSummary, Call, Extracted } from 'vtlkit/api';
import type { PageCase } from '../../plugins/conformance';
import type { Execution, Failure, Mapping, TemplateRequest } from './types';

type Side = 'request' | 'response';

/** The part of the package that reads definitions. */
type Api = typeof import('vtlkit/api');
let api: Api | undefined;
let loading: Promise<void> | undefined;

/** Loads the engine, and the part that runs whole definitions beside it. */
export async function load(): Promise<void> {
  const whole = loadApi();
  // Its failure is told by the call that needs it.
  whole.catch(() => undefined);
  await init();
}

function loadApi(): Promise<void> {
  loading ??= import('vtlkit/api').then(async (loaded) => {
    await loaded.init();
    api = loaded;
  });
  return loading;
}

/** A call that needs the part for definitions. */
export function withApi<A extends unknown[], R>(call: (...args: A) => R): (...args: A) => Promise<R> {
  return async (...args) => {
    await loadApi();
    return call(...args);
  };
}

function loaded(): Api {
  if (!api) throw new Error('the part for definitions is not loaded');
  return api;
}

/** Takes a request through a definition. */
export function invoke(name: string, text: string, call: Call): Execution {
  return loaded().invoke(name, text, call);
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
export function lintFile(name: string, text: string): ReturnType<Api['lintFile']> {
  return loaded().lintFile(name, text);
}

/** The templates of a file. */
export function extract(name: string, text: string): Extracted[] {
  return loaded().extract(name, text);
}

/** What a rule is about, as Markdown. */
export function explainRule(rule: string): string {
  return explain(rule);
}

/** What templates can use. */
export function readCatalog(): Catalog {
  return catalog();
}

/** The syntax tree of a template. */
export function parseTemplate(text: string): { tree: Node } {
  return parse(text);
}

/** What a file holds: the APIs of a definition, and the templates of any file that has some. */
export function readApi(name: string, text: string): { apis: ApiSummary[]; templates: Extracted[]; errors: string[] } {
  const { apis, errors } = loaded().readApi(name, text);
  const templates = apis.length > 0 ? [] : loaded().extract(name, text);
  return { apis, templates, errors: errors.map(({ line, column, message }) => `${line}:${column}: ${message}`) };
}

/** A template in the form it has where it stands. */
export function exportAs(text: string, form: 'yaml' | 'json' | 'hcl' | 'typescript'): string {
  return loaded().exportTemplate(text, form);
}

/** Which requests get through. */
export function simulate(options: Parameters<Api['throttle']>[0]): ReturnType<Api['throttle']> {
  return loaded().throttle(options);
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

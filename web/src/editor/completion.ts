/** Completion in templates: variables, members, methods, directives, and JSONPaths of the body at hand. */
import { autocompletion, snippetCompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import type { Member } from '../engine/types';
import { parsePath, pathOf, valueAt, type Path } from '../model/origin';
import { readLines } from '../model/lines';
import { proseNodes } from '../model/prose';
import { catalog } from '../state/catalog';
import { run } from '../state/run';
import { request, session } from '../state/store';

export type Side = 'request' | 'response';

/** The body that a template of this side reads. */
function bodyOf(side: Side): string {
  const mapping = side === 'request' ? run.value?.request : run.value?.response;
  return mapping?.request.body ?? (side === 'request' ? request.value.body : request.value.backend.body);
}

const DIRECTIVES: Completion[] = [
  snippetCompletion('#set($${name} = ${value})', { label: '#set', type: 'keyword', detail: 'sets a variable' }),
  snippetCompletion('#if($${condition})${}#end', { label: '#if', type: 'keyword', detail: 'a condition' }),
  snippetCompletion('#elseif($${condition})', { label: '#elseif', type: 'keyword' }),
  { label: '#else', type: 'keyword' },
  snippetCompletion('#foreach($${item} in $${list})${}#if($foreach.hasNext),#end#end', { label: '#foreach', type: 'keyword', detail: 'a loop, with commas' }),
  { label: '#end', type: 'keyword' },
  { label: '#break', type: 'keyword', detail: 'ends the loop' },
  { label: '#stop', type: 'keyword', detail: 'ends the template' },
];

function shown(docs: string): Node {
  const element = document.createElement('div');
  element.append(...proseNodes(docs));
  return element;
}

function ofMember({ name, signature, docs }: Member): Completion {
  const isMethod = signature.includes('(');
  return { label: isMethod ? `${name}()` : name, apply: isMethod ? `${name}(` : name, detail: signature, info: () => shown(docs), type: isMethod ? 'method' : 'property' };
}

/** The Java class that a value of a JSON document is read as. */
const CLASSES: Record<string, RegExp> = { string: /String/, number: /Integer|Long|Double|Number/, list: /List|Array/, map: /Map|Object/ };

function kindOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return 'list';
  if (value === null || value === undefined) return undefined;
  return typeof value === 'object' ? 'map' : typeof value;
}

/** Methods of the class a value has; of all classes where it is not known. */
function methods(value: unknown): Completion[] {
  const kind = kindOf(value);
  const pattern = kind === undefined ? /./ : (CLASSES[kind] ?? /./);
  const found = catalog.value.classes.filter(({ name }) => pattern.test(name));
  const members = found.flatMap(({ methods }) => methods.map(ofMember));
  return [...new Map(members.map((member) => [member.label, member])).values()];
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** The members of an object as completions. */
function names(value: unknown): Completion[] {
  const one: unknown = Array.isArray(value) ? undefined : value;
  if (typeof one !== 'object' || one === null) return [];
  return Object.entries(one).map(([name, member]) => ({ label: name, type: 'property', detail: show(member), boost: 2 }));
}

/** Inside of a JSONPath that stands in quotes. */
function jsonPath(side: Side, context: CompletionContext): CompletionResult | null {
  const match = context.matchBefore(/\$!?\{?input\.(?:path|json)\(\s*["'][^"']*/);
  if (!match) return null;
  const typed = /["']([^"']*)$/.exec(match.text)?.[1] ?? '';
  if (typed === '') return { from: context.pos, options: [{ label: '$', type: 'property', detail: 'the whole body' }] };
  const cut = Math.max(typed.lastIndexOf('.'), typed.lastIndexOf('['));
  const path = parsePath((cut < 0 ? typed : typed.slice(0, cut)).replaceAll('[*]', '[0]'));
  const value = path && valueAt(bodyOf(side), path);
  const items = Array.isArray(value) ? value.slice(0, 20).map((item, index) => ({ label: `[${index}]`, type: 'property', detail: show(item) })) : [];
  const members = names(value).map((member) => (/^[A-Za-z_]\w*$/.test(member.label) ? { ...member, label: `.${member.label}` } : { ...member, label: `['${member.label}']` }));
  return { from: context.pos - (cut < 0 ? 0 : typed.length - cut), options: [...members, ...items], validFor: /^[.[][\w'\]]*$/ };
}

/** After a dot. */
function member(side: Side, context: CompletionContext): CompletionResult | null {
  const match = context.matchBefore(/\$!?\{?[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*(?:\([^()]*\))?|\[\d+\])*\.[\w-]*/);
  if (!match) return null;
  const dot = match.text.lastIndexOf('.');
  const before = match.text.slice(0, dot);
  const from = match.from + dot + 1;
  const validFor = /^[\w-]*$/;
  const root = catalog.value.variables.find(({ name }) => before.replace(/^\$!?\{?/, '') === name);
  const mapping = side === 'request' ? run.value?.request : run.value?.response;
  if (root?.name === 'stageVariables') {
    const variables = readLines(session.value.route.stageVariables, '=');
    return { from, options: variables.map(({ name, value }) => ({ label: name, detail: value, type: 'property' })), validFor };
  }
  if (/^\$!?\{?context\b/.test(before)) {
    const path: Path = before.replace(/^\$!?\{?context\.?/, '').split('.').filter((part) => part !== '');
    const value = valueAt(JSON.stringify(mapping?.request.context ?? {}), path);
    return { from, options: names(value), validFor };
  }
  if (root) return { from, options: root.members.map(ofMember), validFor };
  if (/^\$!?\{?foreach$/.test(before)) {
    const known = { hasNext: 'whether there is another iteration', count: 'from 1', index: 'from 0', first: 'whether it is the first', last: 'whether it is the last' };
    return { from, options: Object.entries(known).map(([label, detail]) => ({ label, detail, type: 'property' })), validFor };
  }
  const path = pathOf(context.state.doc.toString(), before);
  const value = path && valueAt(bodyOf(side), path);
  return { from, options: [...names(value), ...methods(path ? value : undefined)], validFor };
}

/** A variable or a directive. */
function start(context: CompletionContext): CompletionResult | null {
  const directive = context.matchBefore(/#\w*/);
  if (directive && (directive.text.length > 1 || context.explicit || directive.text === '#')) return { from: directive.from, options: DIRECTIVES, validFor: /^#\w*$/ };
  const reference = context.matchBefore(/\$!?\{?[\w-]*/);
  if (!reference) return null;
  const sigil = /^\$!?\{?/.exec(reference.text)?.[0] ?? '$';
  const text = context.state.doc.toString();
  const own = new Set([...text.matchAll(/#(?:set|foreach|define)\(\s*\$\{?([A-Za-z_][\w-]*)/g)].map((match) => match[1] ?? ''));
  const options: Completion[] = [
    ...catalog.value.variables.map(({ name, docs }) => ({ label: name, info: () => shown(docs), type: 'variable', boost: 1 })),
    ...[...own].map((label) => ({ label, detail: 'of this template', type: 'variable' })),
    ...(text.includes('#foreach') ? [{ label: 'foreach', detail: 'of the loop', type: 'variable' }] : []),
  ];
  return { from: reference.from + sigil.length, options, validFor: /^[\w-]*$/ };
}

/** Completion for the templates of a side. */
export function completion(side: Side) {
  return autocompletion({
    override: [(context) => jsonPath(side, context) ?? member(side, context) ?? start(context)],
    icons: false,
    activateOnTyping: true,
  });
}

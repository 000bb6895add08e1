/** Where a value of a template comes from: the JSONPath of a reference, and the place of a path in a body. */
import { parser } from '@lezer/json';
import type { SyntaxNode } from '@lezer/common';
import type { Range } from '../engine/types';

export type Path = (string | number)[];

/** The parts of a definite path such as `$.a[0]['b']`; `undefined` for any other. */
export function parsePath(text: string): Path | undefined {
  if (!text.startsWith('$')) return undefined;
  const path: Path = [];
  const part = /\.([A-Za-z_][\w-]*)|\[(\d+)\]|\[['"]([^'"]*)['"]\]/y;
  part.lastIndex = 1;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (!match) return undefined;
    path.push(match[2] === undefined ? (match[1] ?? match[3] ?? '') : Number(match[2]));
  }
  return path;
}

const CALL = /^\$!?\{?input\.(?:path|json)\(\s*(['"])(.*?)\1\s*\)/;

/** The path that an expression reads from the body, following variables that are set once. */
export function pathOf(template: string, expression: string, depth = 0): Path | undefined {
  if (depth > 8) return undefined;
  const inner = /^\$util\.\w+\((.*)\)/s.exec(expression)?.[1] ?? expression;
  const call = CALL.exec(inner);
  if (call) {
    const base = parsePath(call[2] ?? '');
    return base && follow(base, inner.slice(call[0].length));
  }
  const reference = /^\$!?\{?([A-Za-z_][\w-]*)/.exec(inner);
  const name = reference?.[1];
  if (!reference || name === undefined || ['input', 'util', 'context', 'stageVariables'].includes(name)) return undefined;
  const base = variable(template, name, depth);
  return base && follow(base, inner.slice(reference[0].length));
}

/** The path a variable stands for: that of its `#set`, or the first item of what its `#foreach` goes through. */
function variable(template: string, name: string, depth: number): Path | undefined {
  const set = new RegExp(`#set\\(\\s*\\$\\{?${name}\\}?\\s*=\\s*(\\$.+)\\)`).exec(template);
  if (set?.[1] !== undefined) return pathOf(template, set[1], depth + 1);
  const loop = new RegExp(`#foreach\\(\\s*\\$\\{?${name}\\}?\\s+in\\s+(\\$.+)\\)`).exec(template);
  const list = loop?.[1] === undefined ? undefined : pathOf(template, loop[1], depth + 1);
  return list && [...list, 0];
}

/** Members and indexes after a reference; a method ends the way, as its value is another. */
function follow(base: Path, rest: string): Path {
  const path = [...base];
  const part = /\.([A-Za-z_][\w-]*)(?!\w*\()|\[(\d+)\]/y;
  for (let match = part.exec(rest); match; match = part.exec(rest)) {
    path.push(match[2] === undefined ? (match[1] ?? '') : Number(match[2]));
  }
  return path;
}

/** The path of the value, or of the member's name, at a place of a JSON text. */
export function pathAt(text: string, place: number): Path {
  const path: Path = [];
  for (let node: SyntaxNode | null = parser.parse(text).resolveInner(place, 1); node; node = node.parent) {
    if (node.name === 'Property') {
      const name = node.getChild('PropertyName');
      if (name) path.unshift(JSON.parse(text.slice(name.from, name.to)) as string);
    } else if (node.parent?.name === 'Array') {
      path.unshift(items(node.parent).findIndex(({ from }) => from === node?.from));
    }
  }
  return path;
}

/** The place of a path in a JSON text. */
export function locate(text: string, path: Path): Range | undefined {
  let node: SyntaxNode | null = parser.parse(text).topNode.firstChild;
  for (const part of path) {
    node = node && (typeof part === 'number' ? item(node, part) : member(node, part, text));
  }
  return node ? [node.from, node.to] : undefined;
}

function items(list: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = list.firstChild; child; child = child.nextSibling) {
    if (!/^[[\],⚠]$/.test(child.name)) found.push(child);
  }
  return found;
}

function item(list: SyntaxNode, index: number): SyntaxNode | null {
  return list.name === 'Array' ? (items(list)[index] ?? null) : null;
}

function member(object: SyntaxNode, name: string, text: string): SyntaxNode | null {
  for (const property of object.getChildren('Property')) {
    const key = property.getChild('PropertyName');
    if (key && text.slice(key.from + 1, key.to - 1) === name) return property.lastChild;
  }
  return null;
}

/** The value at a path of a JSON text; `undefined` where there is none. */
export function valueAt(text: string, path: Path): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

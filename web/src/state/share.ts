/**
 * Links that hold a session: `#1.` and its JSON, deflated, in base64url. After `#file.` there is a file with templates in it in the same way,
 * by its `name` and its `text`; the documentation has such links. The fragment reaches no server.
 */
import { NoSession, parseFile, parseSession, type LinkedFile } from './parse';
import type { Session } from './session';

const VERSION = '1';
const FILE = 'file';
/** So many bytes of JSON a link may unfold to. */
const LARGEST = 8_000_000;

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(text)) throw new NoSession('it contains invalid characters');
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  } catch {
    throw new NoSession('it is incomplete');
  }
}

/** All bytes of a stream; fails where there are more than allowed, before they are in memory. */
async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > LARGEST) {
      await reader.cancel();
      throw new NoSession('it contains more than 8 MB');
    }
    chunks.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** The fragment for a session, with `#`. */
export async function encode(session: Session): Promise<string> {
  const stream = new Blob([JSON.stringify(session)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return `#${VERSION}.${toBase64(await collect(stream))}`;
}

/** Whether a fragment looks like a link of this page, of whatever version. */
export function isLink(fragment: string): boolean {
  return fragment.length > 1;
}

/** The value that was folded into a link. */
async function unfold(data: string): Promise<unknown> {
  const bytes = fromBase64(data);
  let json: string;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    json = new TextDecoder('utf-8', { fatal: true }).decode(await collect(stream));
  } catch (error) {
    throw error instanceof NoSession ? error : new NoSession('it is incomplete or changed');
  }
  try {
    return JSON.parse(json);
  } catch {
    throw new NoSession('its content is invalid JSON');
  }
}

/** What a link holds. */
export type Linked = { session: Session } | { file: LinkedFile };

/** Reads a fragment; throws `NoSession` with what is wrong. */
export async function decode(fragment: string): Promise<Linked> {
  const [version, data] = fragment.replace(/^#/, '').split('.', 2);
  if (data === undefined || version === undefined || !/^(?:\d+|file)$/.test(version)) throw new NoSession('it is not a link of this page');
  if (version === FILE) return { file: parseFile(await unfold(data)) };
  if (version !== VERSION) throw new NoSession(`it was made by a newer version of this page (${version})`);
  return { session: parseSession(await unfold(data)) };
}

/** Content types, as templates are keyed by. */

const TOKEN = "[\\w!#$&^.+*-]+";
const TYPE = new RegExp(`^${TOKEN}/${TOKEN}(?:\\s*;\\s*${TOKEN}=(?:${TOKEN}|"[^"\\n]*"))*$`);

/** Whether a text is a content type such as `application/json` or `text/plain; charset=utf-8`. */
export function isMediaType(text: string): boolean {
  return TYPE.test(text);
}

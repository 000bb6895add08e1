/** Text with `code` in it, as the engine's messages have it. */

/** The parts of a text, in order. */
export function proseParts(text: string): { text: string; isCode: boolean }[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) => (part.length > 2 && part.startsWith('`') && part.endsWith('`') ? { text: part.slice(1, -1), isCode: true } : { text: part, isCode: false }));
}

/** The text without the marks of code, for where there is only text, such as a title. */
export function plainText(text: string): string {
  return proseParts(text)
    .map((part) => part.text)
    .join('');
}

/** The text as elements, for what an editor shows. Never HTML. */
export function proseNodes(text: string): Node[] {
  return proseParts(text).map((part) => {
    if (!part.isCode) return document.createTextNode(part.text);
    const code = document.createElement('code');
    code.textContent = part.text;
    return code;
  });
}

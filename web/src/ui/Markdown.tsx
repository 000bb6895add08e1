/** The little Markdown that the rules' documentation uses: headings, paragraphs, lists, code. Never HTML. */
import { Prose } from './widgets';

type Block = { kind: 'code' | 'heading' | 'list' | 'paragraph'; text: string };

function blocks(text: string): Block[] {
  const parts = text.split(/^```[^\n]*\n([\s\S]*?)^```$/m);
  return parts.flatMap((part, index): Block[] =>
    index % 2 === 1
      ? [{ kind: 'code', text: part }]
      : part
          .split(/\n{2,}/)
          .map((paragraph) => paragraph.trim())
          .filter((paragraph) => paragraph !== '')
          .map((paragraph) =>
            paragraph.startsWith('#')
              ? { kind: 'heading', text: paragraph.replace(/^#+\s*/, '') }
              : /^[-*] /.test(paragraph)
                ? { kind: 'list', text: paragraph }
                : { kind: 'paragraph', text: paragraph },
          ),
  );
}

export function Markdown({ text }: { text: string }) {
  return (
    <div class="markdown">
      {blocks(text).map(({ kind, text }, index) =>
        kind === 'code' ? (
          <pre key={index}>{text}</pre>
        ) : kind === 'heading' ? (
          <h3 key={index}>
            <Prose text={text} />
          </h3>
        ) : kind === 'list' ? (
          <ul key={index}>
            {text.split(/^[-*] /m).flatMap((item, at) => (item.trim() === '' ? [] : [<li key={at}><Prose text={item.trim()} /></li>]))}
          </ul>
        ) : (
          <p key={index}>
            <Prose text={text} />
          </p>
        ),
      )}
    </div>
  );
}

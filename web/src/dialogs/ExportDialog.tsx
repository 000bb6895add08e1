/** Exports a template in the form it needs in a file, the whole route, or the requests as a test. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CaseFiles } from '../drawer/CaseFiles';
import { engine } from '../engine/client';
import { openApi } from '../model/definition';
import { templateText, type Side } from '../state/actions';
import { session, shownResponse, shownTemplate } from '../state/store';
import { Dialog } from '../ui/Dialog';
import { download } from '../ui/download';
import { CopyButton, Select, Tabs } from '../ui/widgets';

const FORMS = [
  { id: 'raw', label: 'Raw', file: 'template.vtl' },
  { id: 'yaml', label: 'YAML', file: 'template.yaml' },
  { id: 'json', label: 'JSON', file: 'template.json' },
  { id: 'hcl', label: 'HCL', file: 'template.tf' },
  { id: 'typescript', label: 'TypeScript', file: 'template.ts' },
  { id: 'openapi', label: 'Whole route', file: 'openapi.json' },
] as const;
type Form = (typeof FORMS)[number]['id'];

const TABS = [...FORMS, { id: 'test', label: 'Test' }] as const;

const form = signal<(typeof TABS)[number]['id']>('yaml');
const side = signal<Side>('request');

async function make(form: Form, text: string): Promise<string> {
  if (form === 'raw') return text;
  if (form === 'openapi') return `${JSON.stringify(openApi(session.peek()), null, 2)}\n`;
  return engine.call('exportTemplate', [text, form]);
}

/** One template, or the route, as text. */
function Template({ chosen }: { chosen: Form }) {
  const shown = useSignal('');
  const index = side.value === 'request' ? shownTemplate.value : shownResponse.value;
  const text = templateText(side.value, index);
  useEffect(() => {
    let isNewest = true;
    const show = (made: string) => {
      if (isNewest) shown.value = made;
    };
    void make(chosen, text).then(show, (error: Error) => show(error.message));
    return () => void (isNewest = false);
  }, [chosen, text]);
  const file = FORMS.find(({ id }) => id === chosen)?.file ?? 'template.vtl';
  return (
    <>
      <div class="bar">
        {chosen !== 'openapi' && (
          <Select label="What to export" value={side.value} values={['request', 'response'] as const} name={(value) => (value === 'request' ? 'Request template' : 'Response template')} onChange={(value) => (side.value = value)} />
        )}
        <span class="grow" />
        <CopyButton text={() => shown.value} />
        <button type="button" class="quiet" onClick={() => download(file, shown.value)}>
          Download
        </button>
      </div>
      <pre class="file" id="export-form" role="tabpanel" aria-labelledby={`export-form-${chosen}`} tabIndex={0}>
        {shown.value}
      </pre>
    </>
  );
}

export function ExportDialog() {
  const chosen = form.value;
  return (
    <Dialog title="Export" wide>
      <Tabs label="Form" tabs={TABS} active={chosen} onSelect={(id) => (form.value = id)} panel="export-form" />
      {chosen === 'test' ? (
        <div id="export-form" role="tabpanel" aria-labelledby="export-form-test" tabIndex={0}>
          <CaseFiles />
        </div>
      ) : (
        <Template chosen={chosen} />
      )}
    </Dialog>
  );
}

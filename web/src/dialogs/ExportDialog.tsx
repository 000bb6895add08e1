/** Copies a template out in the form it must have where it stands. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
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

const form = signal<Form>('yaml');
const side = signal<Side>('request');

async function make(form: Form, text: string): Promise<string> {
  if (form === 'raw') return text;
  if (form === 'openapi') return `${JSON.stringify(openApi(session.peek()), null, 2)}\n`;
  return engine.call('exportTemplate', [text, form]);
}

export function ExportDialog() {
  const shown = useSignal('');
  const index = side.value === 'request' ? shownTemplate.value : shownResponse.value;
  const text = templateText(side.value, index);
  const chosen = form.value;
  useEffect(() => {
    void make(chosen, text).then(
      (made) => (shown.value = made),
      (error: Error) => (shown.value = error.message),
    );
  }, [chosen, text]);
  const file = FORMS.find(({ id }) => id === chosen)?.file ?? 'template.vtl';
  return (
    <Dialog title="Export" wide>
      <div class="bar">
        <Select label="What to export" value={side.value} values={['request', 'response'] as const} name={(value) => (value === 'request' ? 'Request template' : 'Response template')} onChange={(value) => (side.value = value)} />
        <span class="grow" />
        <CopyButton text={() => shown.value} />
        <button type="button" class="quiet" onClick={() => download(file, shown.value)}>
          Download
        </button>
      </div>
      <Tabs label="Form" tabs={FORMS} active={chosen} onSelect={(id) => (form.value = id)} panel="export-form" />
      <pre class="file" id="export-form" role="tabpanel" aria-labelledby={`export-form-${chosen}`} tabIndex={0}>
        {shown.value}
      </pre>
      <p class="note">Cases for `vtlkit test` are in the drawer, under Cases; the commands for the integration request are above its body.</p>
    </Dialog>
  );
}

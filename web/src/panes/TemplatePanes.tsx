/** Panes 2 and 5: the templates, with what the linter found and what the run did. */
import type { EditorView } from '@codemirror/view';
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { completion } from '../editor/completion';
import { shownFailure, shownFinding } from '../editor/diagnostics';
import { Editor } from '../editor/Editor';
import { hints, setHints } from '../editor/hints';
import { templateHover } from '../editor/hover';
import type { Mapping } from '../engine/types';
import { bytes } from '../model/json';
import { views, type Side } from '../state/actions';
import { lights, pointAtTemplate } from '../state/link';
import { showRounds } from '../state/rounds';
import { endsIn, failed, findings, run, stale, stop } from '../state/run';
import { session, shownResponse, shownTemplate, updateRequestTemplate, updateResponse } from '../state/store';
import { Pane, type Tone } from './Pane';
import { RequestTemplateBar, ResponseBar } from './TemplateBars';

/** The word for a template: what the linter and the run say of it. */
function stateOf(side: Side, index: number, mapping: Mapping | undefined, ended: boolean): { tone: Tone; state: string } {
  const here = findings.value.filter((finding) => finding.side === side && finding.index === index);
  const errors = here.filter(({ diagnostic }) => diagnostic.severity === 'error').length;
  if (mapping?.error || ended) return { tone: 'error', state: 'fails' };
  if (errors > 0) return { tone: 'error', state: errors === 1 ? '1 error' : `${errors} errors` };
  if (here.length > 0) return { tone: 'warning', state: here.length === 1 ? '1 problem' : `${here.length} problems` };
  if (!mapping) return { tone: 'idle', state: 'not reached' };
  return { tone: 'ok', state: 'runs' };
}

function TemplateEditor({ side, index, text, label, onChange }: { side: Side; index: number; text: string; label: string; onChange: (text: string) => void }) {
  const view = useSignal<EditorView | null>(null);
  const mapping = side === 'request' ? run.value?.request : run.value?.response;
  const current = mapping?.index === index && mapping.text === text ? mapping : undefined;
  const found = findings.value;
  const diagnostics = useMemo(() => {
    const here = found.filter((finding) => finding.side === side && finding.index === index);
    const failures = current?.error && here.every(({ diagnostic }) => diagnostic.severity !== 'error') ? shownFailure(current.error) : [];
    return [...here.map(shownFinding), ...failures];
  }, [found, side, index, current?.error]);
  const extensions = useMemo(() => [completion(side), templateHover(side), hints], [side]);
  const shown = view.value;
  useEffect(() => {
    if (shown) setHints(shown, current?.trace, (start) => current && showRounds(side, current, start));
  }, [shown, current]);
  return (
    <Editor
      label={label}
      language="vtl"
      value={text}
      diagnostics={diagnostics}
      extensions={extensions}
      marks={stale.value ? [] : lights[side].template.value}
      onChange={onChange}
      onPoint={(position) => pointAtTemplate(side, position)}
      onView={(created) => {
        view.value = created;
        views[side] = created;
      }}
    />
  );
}

/** Pane 2. */
export function RequestTemplatePane() {
  const index = shownTemplate.value;
  const template = session.value.requestTemplates[index] ?? session.value.requestTemplates[0];
  const mapping = run.value?.request;
  const ended = endsIn.value === 2;
  if (!template) return null;
  return (
    <Pane
      number={2}
      title="Request template"
      {...stateOf('request', index, mapping?.index === index ? mapping : undefined, ended)}
      meta={`${bytes(template.text)}${run.value ? ` · ${run.value.millis.toFixed(1)} ms` : ''}`}
      dimmed={endsIn.value < 2}
    >
      <RequestTemplateBar />
      <div class="fill">
        <TemplateEditor key={index} side="request" index={index} text={template.text} label="Request template" onChange={updateRequestTemplate} />
      </div>
      {ended && failed.value && (
        <p class="verdict error" role="status">
          {failed.value.reason}
        </p>
      )}
      {stop.value && (
        <p class="verdict error" role="alert">
          <strong>{stop.value.message}</strong> {stop.value.help}
        </p>
      )}
    </Pane>
  );
}

/** Pane 5. */
export function ResponseTemplatePane() {
  const index = shownResponse.value;
  const response = session.value.responses[index] ?? session.value.responses[0];
  const mapping = run.value?.response;
  const ended = endsIn.value === 5;
  if (!response) return null;
  return (
    <Pane number={5} title="Response template" {...stateOf('response', index, mapping?.index === index ? mapping : undefined, ended)} meta={bytes(response.text)} dimmed={endsIn.value < 5}>
      <ResponseBar />
      <div class="fill">
        <TemplateEditor key={index} side="response" index={index} text={response.text} label="Response template" onChange={(text) => updateResponse({ text })} />
      </div>
      {ended && failed.value && (
        <p class="verdict error" role="status">
          {failed.value.reason}
        </p>
      )}
    </Pane>
  );
}

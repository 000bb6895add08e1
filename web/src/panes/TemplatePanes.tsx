/** Panes 2 and 5: the templates, with what the linter found and what the run did. */
import { EditorView } from '@codemirror/view';
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
import { showProblems } from '../state/layout';
import { lights, pointAtTemplate } from '../state/link';
import { noteFocus } from '../state/fixes';
import { pasted } from '../state/pasted';
import { showRounds } from '../state/rounds';
import { endsIn, failed, findings, run, sentProblem, stale, stop, unchecked } from '../state/run';
import { session, shownResponse, shownTemplate, updateRequestTemplate, updateResponse } from '../state/store';
import { Prose, StopNote } from '../ui/widgets';
import { BrokenRequest } from './BrokenRequest';
import { Pane, type PaneProps } from './Pane';
import { RequestTemplateBar, ResponseBar } from './TemplateBars';

/** The state of a template: what the linter and the run say of it. Its problems are one click away. */
function stateOf(side: Side, index: number, mapping: Mapping | undefined, ended: boolean): Pick<PaneProps, 'tone' | 'state' | 'stateTitle' | 'onState'> {
  const here = findings.value.filter((finding) => finding.side === side && finding.index === index);
  const errors = here.filter(({ diagnostic }) => diagnostic.severity === 'error').length;
  const toList = { stateTitle: 'Go to the list of problems', onState: showProblems };
  if (mapping?.error || ended) return { tone: 'error', state: 'fails', ...toList };
  if (errors > 0) return { tone: 'error', state: errors === 1 ? '1 error' : `${errors} errors`, ...toList };
  if (here.length > 0) return { tone: 'warning', state: here.length === 1 ? '1 problem' : `${here.length} problems`, ...toList };
  if (!run.value) return { tone: 'idle', state: 'waiting', stateTitle: 'It has not run yet' };
  if (side === 'response' && endsIn.value === 6 && run.value.response === undefined) return { tone: 'idle', state: 'passed through', stateTitle: 'Without a template, the client receives the answer of the backend unchanged' };
  if (!mapping) return { tone: 'idle', state: 'not reached', stateTitle: 'This request does not use the template' };
  if (side === 'response' && sentProblem.value !== undefined) return { tone: 'warning', state: 'runs, broken request', stateTitle: 'A real backend would have rejected the request' };
  return { tone: 'ok', state: 'runs', stateTitle: 'The template runs, and the linter finds nothing' };
}

/** The size of a template, and how long its render took. */
function sizeAndTime(text: string, mapping: Mapping | undefined): string {
  return mapping?.millis === undefined ? bytes(text) : `${bytes(text)} · ${mapping.millis.toFixed(1)} ms`;
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
  const extensions = useMemo(() => [completion(side), templateHover(side), hints, EditorView.domEventHandlers({ focus: () => noteFocus(side) })], [side]);
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
      onPasteAll={(pastedText) => pasted(`${side} template`, pastedText)}
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
      meta={sizeAndTime(template.text, mapping?.index === index ? mapping : undefined)}
      dimmed={endsIn.value < 2}
    >
      <RequestTemplateBar />
      <div class="fill">
        <TemplateEditor key={index} side="request" index={index} text={template.text} label="Request template" onChange={updateRequestTemplate} />
      </div>
      {ended && failed.value && (
        <p class="verdict error" role="status">
          <Prose text={failed.value.reason} />
        </p>
      )}
      {stop.value && <StopNote stop={stop.value} />}
      {unchecked.value && <StopNote stop={unchecked.value} />}
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
    <Pane number={5} title="Response template" {...stateOf('response', index, mapping?.index === index ? mapping : undefined, ended)} meta={sizeAndTime(response.text, mapping?.index === index ? mapping : undefined)} dimmed={endsIn.value < 5}>
      <ResponseBar />
      {endsIn.value >= 5 && (mapping === undefined || mapping.index === index) && <BrokenRequest />}
      <div class="fill">
        <TemplateEditor key={index} side="response" index={index} text={response.text} label="Response template" onChange={(text) => updateResponse({ text })} />
      </div>
      {ended && failed.value && (
        <p class="verdict error" role="status">
          <Prose text={failed.value.reason} />
        </p>
      )}
    </Pane>
  );
}

/** One problem of the list: what, where, why, what to do. */
import type { ComponentChildren } from 'preact';
import type { Diagnostic } from '../engine/types';
import { openDialog } from '../ui/Dialog';
import { Prose } from '../ui/widgets';

const SIGNS = { error: '✕', warning: '!', info: 'i' } as const;

export interface ProblemProps {
  /** The id of the element that says what the problem is. */
  id: string;
  problem: Pick<Diagnostic, 'message'> & Partial<Pick<Diagnostic, 'severity' | 'why' | 'help' | 'rule'>>;
  /** Where it is, in words. */
  where: string;
  /** Goes there. */
  go: () => void;
  /** What else can be done. */
  children?: ComponentChildren;
}

export function Problem({ id, problem: { severity = 'error', message, why, help, rule }, where, go, children }: ProblemProps) {
  const named = rule ?? undefined;
  return (
    <li class="problem">
      <span class={`sign ${severity}`}>
        <span aria-hidden="true">{SIGNS[severity]}</span>
        <span class="hidden-label">{severity}</span>
      </span>
      <div class="problem-text">
        <button type="button" id={id} class="link problem-title" title="Go to its position" onClick={go}>
          <Prose text={message} />
        </button>
        <span class="note">
          {where}
          {named !== undefined && ` · ${named}`}
        </span>
        {why !== undefined && (
          <p>
            <Prose text={why} />
          </p>
        )}
        {help !== undefined && (
          <p class="help">
            <Prose text={help} />
          </p>
        )}
      </div>
      <div class="problem-actions">
        {children}
        {named !== undefined && (
          <button type="button" class="quiet" aria-describedby={id} onClick={() => openDialog('explain', named)}>
            Explain
          </button>
        )}
      </div>
    </li>
  );
}

/** What a fix would change, before it does. */
import { TextDiff } from '../drawer/Compare';
import { setTemplateText, type Side } from '../state/actions';
import { notify } from '../state/notices';
import { change, undo } from '../state/store';
import { closeDialog, Dialog } from '../ui/Dialog';

/** A fix with the text before and after it. */
export interface Fix {
  side: Side;
  index: number;
  title: string;
  safe: boolean;
  before: string;
  after: string;
}

export function FixPreview({ fix }: { fix: Fix }) {
  const apply = () => {
    change('the fix', () => setTemplateText(fix.side, fix.index, fix.after));
    closeDialog();
    notify('Fixed', { action: { label: 'Undo', run: undo } });
  };
  return (
    <Dialog title={`Fix: ${fix.title}`} wide>
      <TextDiff before={fix.before} after={fix.after} />
      {!fix.safe && <p class="note">This changes the output for some requests. Check that the new output is what you want.</p>}
      <div class="dialog-actions">
        <button type="button" onClick={closeDialog}>
          Cancel
        </button>
        <button type="button" class="primary" autofocus onClick={apply}>
          Apply
        </button>
      </div>
    </Dialog>
  );
}

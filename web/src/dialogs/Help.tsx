/** What the page is, its keys, and what is kept where. */
import { commands } from '../state/commands';
import { Dialog } from '../ui/Dialog';

export function Help() {
  const keys = commands().filter(({ keys }) => keys !== undefined);
  return (
    <Dialog title="Help">
      <p>
        A request enters at 1 and passes through the request template to the backend at 3. The answer passes through the response template to the client at 6. Everything runs while you type, with the same engine as the <code>vtlkit</code> command.
      </p>
      <p>Point at a part of an output to see the template and the value it comes from, or at a reference to see what it printed. Alt-click in an output to go to the template. Click “×3 iterations” after a loop to step through them.</p>
      <h3>Where your data is stored</h3>
      <p>
        Your data never leaves your browser. Your mapping and the previous ones are in this browser’s storage; each tab has its own mapping. “Delete all” in the History deletes the earlier ones. A share link contains the whole mapping after its #, which browsers do not send to a server: anyone with the link has the mapping. After the first visit the page works offline.
      </p>
      <h3>Shortcuts</h3>
      <dl class="keys">
        <dt>
          <kbd>Ctrl+K</kbd>
        </dt>
        <dd>All actions</dd>
        {keys.map(({ id, label, keys }) => (
          <>
            <dt key={id}>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{label}</dd>
          </>
        ))}
        <dt>
          <kbd>F</kbd>
        </dt>
        <dd>Maximise the pane whose title has the focus; a double click does the same</dd>
        <dt>
          <kbd>Tab</kbd>
        </dt>
        <dd>The next pane, in the order of the flow, also from inside an editor</dd>
      </dl>
      <p class="note">On a Mac, Ctrl is ⌘ too.</p>
    </Dialog>
  );
}

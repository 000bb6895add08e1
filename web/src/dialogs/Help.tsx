/** What the page is, its keys, and what is kept where. */
import { commands } from '../state/commands';
import { Dialog } from '../ui/Dialog';

export function Help() {
  const keys = commands().filter(({ keys }) => keys !== undefined);
  return (
    <Dialog title="Help">
      <p>
        A request goes in at 1 and through the request template to the backend at 3. Its answer comes back through the response template to the client at 6. All of it runs while you type, with the engine of the <code>vtlkit</code> command.
      </p>
      <p>Point at a piece of an output to see the template and the value behind it, or at a reference to see what it printed. Alt-click in an output goes to the template. A click on “×3 rounds” behind a loop steps through its rounds.</p>
      <h3>What is stored where</h3>
      <p>
        Your data never leaves your browser. Your mapping and the last ones are in this browser’s storage; each tab keeps its own mapping. “Forget all” in the History removes the earlier ones. A share link holds the whole mapping behind its #, which browsers do not send to a server: whoever has the link has the mapping. After the first visit the page works offline.
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
        <dd>Maximise the pane whose head has the focus; a double click does so too</dd>
        <dt>
          <kbd>Tab</kbd>
        </dt>
        <dd>The next pane, in the order of the loop, out of an editor too</dd>
      </dl>
      <p class="note">On a Mac, Ctrl is ⌘ too.</p>
    </Dialog>
  );
}

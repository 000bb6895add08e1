/** All actions and examples, searched by typing. */
import { useEffect } from 'preact/hooks';
import { commands } from '../state/commands';
import { examples, loadExamples, openExample } from '../state/examples';
import { closeDialog, Dialog } from '../ui/Dialog';
import { SearchList } from '../ui/SearchList';

export function CommandList() {
  const actions = commands().map(({ id, label, keys, run }) => ({
    id,
    label,
    group: 'Actions',
    content: (
      <>
        {label}
        {keys !== undefined && (
          <span class="note">
            <kbd>{keys}</kbd>
          </span>
        )}
      </>
    ),
    choose: () => {
      closeDialog();
      run();
    },
  }));
  useEffect(() => void loadExamples(), []);
  const shown = (examples.value ?? []).map((example) => ({
    id: `example-${example.id}`,
    label: `${example.title} ${example.backend}`,
    group: 'Examples',
    content: <>{example.title}</>,
    choose: () => {
      closeDialog();
      void openExample(example);
    },
  }));
  return (
    <Dialog title="Actions">
      <SearchList label="Search actions" choices={[...actions, ...shown]} />
    </Dialog>
  );
}

/** The examples of the repository, by backend. */
import { useEffect } from 'preact/hooks';
import { examples, loadExamples, openExample } from '../state/examples';
import { closeDialog, Dialog } from '../ui/Dialog';
import { SearchList } from '../ui/SearchList';

export function Examples() {
  useEffect(() => void loadExamples(), []);
  const choices = (examples.value ?? []).map((example) => ({
    id: `example-${example.id}`,
    label: `${example.title} ${example.text}`,
    group: example.backend,
    content: (
      <>
        <span>{example.title}</span>
        <span class="note">{example.text}</span>
      </>
    ),
    choose: () => {
      closeDialog();
      void openExample(example);
    },
  }));
  return (
    <Dialog title="Examples">
      <SearchList label="Search examples" choices={choices} isPending={!examples.value} />
    </Dialog>
  );
}

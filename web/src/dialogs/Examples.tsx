/** The examples of the repository, by backend. */
import { examples, openExample } from '../model/examples';
import { closeDialog, Dialog } from '../ui/Dialog';
import { SearchList } from '../ui/SearchList';

export function Examples() {
  const choices = examples.map((example) => ({
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
      <SearchList label="Search examples" choices={choices} />
    </Dialog>
  );
}

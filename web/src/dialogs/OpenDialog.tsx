/** Opens a definition and picks a route of it. */
import { open, readFile, type Opened } from '../state/files';
import { closeDialog, Dialog } from '../ui/Dialog';
import { SearchList } from '../ui/SearchList';
import { Prose } from '../ui/widgets';

function Pick() {
  const choose = (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file) void readFile(file);
  };
  return (
    <Dialog title="Open a definition">
      <label class="dropzone">
        <span>Drop an OpenAPI, SAM, CloudFormation, CDK or Terraform file, a template or a JSON body anywhere on the page, or choose one.</span>
        <input type="file" aria-label="Definition" accept=".yaml,.yml,.json,.tf,.template,.vtl,.vm" onChange={(event) => choose(event.currentTarget)} />
        <span>It never leaves your browser.</span>
      </label>
    </Dialog>
  );
}

function Choices({ opened }: { opened: Opened }) {
  const { file, choices, notes } = opened;
  const list = choices.map((choice, index) => ({
    id: `route-${index}`,
    label: `${choice.method} ${choice.path} ${choice.note}`,
    content: (
      <>
        <span class="method">{choice.method}</span>
        <code>{choice.path}</code>
        <span class="note">{choice.note}</span>
      </>
    ),
    choose: () => {
      closeDialog();
      open(file, choice);
    },
  }));
  return (
    <Dialog title={file.name}>
      {notes.length > 0 && (
        <details class="note">
          <summary>{notes.length === 1 ? '1 note about the file' : `${notes.length} notes about the file`}</summary>
          <ul>
            {notes.map((note, index) => (
              <li key={index}>
                <Prose text={note} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <SearchList label="Search routes" choices={list} />
    </Dialog>
  );
}

export function OpenDialog({ opened }: { opened: Opened | undefined }) {
  return opened ? <Choices opened={opened} /> : <Pick />;
}

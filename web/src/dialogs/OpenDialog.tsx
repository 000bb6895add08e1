/** Opens a definition and picks a route of it. */
import { useState } from 'preact/hooks';
import { open, readChosen, type Opened } from '../state/files';
import { closeDialog, Dialog } from '../ui/Dialog';
import { SearchList } from '../ui/SearchList';
import { Prose } from '../ui/widgets';

function Pick() {
  const choose = (input: HTMLInputElement) => {
    if (input.files) readChosen(input.files);
  };
  return (
    <Dialog title="Open a definition">
      <label class="dropzone">
        <span>Drop an OpenAPI, SAM, CloudFormation, CDK, Terraform or Serverless file anywhere on the page, or a folder with all files of the project; or a template or a JSON body.</span>
        <input type="file" multiple aria-label="Definition" accept=".yaml,.yml,.json,.tf,.tofu,.tfvars,.template,.vtl,.vm,.tpl" onChange={(event) => choose(event.currentTarget)} />
        <span>It never leaves your browser.</span>
      </label>
    </Dialog>
  );
}

/** The values that the files leave open, to be set. */
function Unknown({ opened: { unknown, parameters, reread } }: { opened: Opened }) {
  const [given, setGiven] = useState(parameters);
  const names = [...new Set([...Object.keys(parameters), ...unknown])];
  if (names.length === 0) return null;
  return (
    <details class="note" open={names.length <= 4}>
      <summary>{names.length === 1 ? '1 value is not in the files' : `${names.length} values are not in the files`}</summary>
      <form
        class="parameters"
        onSubmit={(event) => {
          event.preventDefault();
          reread(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')));
        }}
      >
        {names.map((name) => (
          <label key={name}>
            <code>{name}</code>
            <input type="text" value={given[name] ?? ''} placeholder={`<${name}>`} onInput={(event) => setGiven({ ...given, [name]: event.currentTarget.value })} />
          </label>
        ))}
        <button type="submit">Use these values</button>
      </form>
    </details>
  );
}

function Choices({ opened }: { opened: Opened }) {
  const { title, choices, notes } = opened;
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
      open(choice);
    },
  }));
  return (
    <Dialog title={title}>
      <Unknown key={JSON.stringify(opened.parameters)} opened={opened} />
      {notes.length > 0 && (
        <details class="note">
          <summary>{notes.length === 1 ? '1 note about the files' : `${notes.length} notes about the files`}</summary>
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

/** The dialog that is open, if there is one. */
import { dialog } from '../ui/Dialog';
import { CommandList } from './CommandList';
import { Examples } from './Examples';
import { Explain } from './Explain';
import { ExportDialog } from './ExportDialog';
import { FileDialog } from './FileDialog';
import { FixPreview, type Fix } from './FixPreview';
import { Help } from './Help';
import { HistoryDialog } from './HistoryDialog';
import { OpenDialog } from './OpenDialog';
import type { Opened } from '../state/files';
import type { FilePlace } from '../state/problems';

export function Dialogs() {
  const open = dialog.value;
  switch (open?.name) {
    case undefined:
      return null;
    case 'commands':
      return <CommandList />;
    case 'examples':
      return <Examples />;
    case 'open':
      return <OpenDialog opened={open.about as Opened | undefined} />;
    case 'export':
      return <ExportDialog />;
    case 'history':
      return <HistoryDialog />;
    case 'help':
      return <Help />;
    case 'explain':
      return <Explain rule={String(open.about)} />;
    case 'file':
      return <FileDialog place={open.about as FilePlace} />;
    case 'fix':
      return <FixPreview fix={open.about as Fix} />;
  }
}

/** The page: top bar, the loop of six panes, the drawer, the status bar, and what lies above them. */
import { Dialogs } from './dialogs/Dialogs';
import { dockHeight, Drawer } from './drawer/Drawer';
import { RequestPane } from './panes/RequestPane';
import { BackendAnswerPane, BackendRequestPane, ClientResponsePane } from './panes/MessagePanes';
import { RequestTemplatePane, ResponseTemplatePane } from './panes/TemplatePanes';
import { dropping, reading } from './state/files';
import { narrow } from './state/layout';
import { slow } from './state/run';
import { dialog } from './ui/Dialog';
import { Notices } from './ui/Notices';
import { ProblemsSaid } from './ui/ProblemsSaid';
import { Splitters } from './ui/Splitters';
import { StatusBar } from './ui/StatusBar';
import { TopBar } from './ui/TopBar';

export function App() {
  const isBusy = slow.value || reading.value;
  // A dialog shows them itself: what is below it cannot be reached.
  const messages = dialog.value === null && <Notices />;
  return (
    <div class={`page ${narrow.value ? 'narrow' : 'wide'}`}>
      <a class="skip" href="#loop">
        To the panes
      </a>
      <TopBar />
      <div class={`progress${isBusy ? ' on' : ''}`} role="progressbar" aria-label="Running" aria-hidden={!isBusy} />
      <main id="loop" class="loop" tabIndex={-1}>
        <RequestPane />
        <RequestTemplatePane />
        <BackendRequestPane />
        <BackendAnswerPane />
        <ResponseTemplatePane />
        <ClientResponsePane />
        {!narrow.value && <Splitters />}
      </main>
      <div class="dock" style={dockHeight()}>
        <Drawer />
        {!narrow.value && messages}
      </div>
      <StatusBar />
      {narrow.value && messages}
      <ProblemsSaid />
      <Dialogs />
      {dropping.value && <div class="dropping">Drop a definition, a template, or a JSON body</div>}
    </div>
  );
}

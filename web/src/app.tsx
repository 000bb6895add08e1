/** The page: top bar, the loop of six panes, the drawer, the status bar, and what lies above them. */
import { Dialogs } from './dialogs/Dialogs';
import { Drawer } from './drawer/Drawer';
import { RequestPane } from './panes/RequestPane';
import { BackendAnswerPane, BackendRequestPane, ClientResponsePane } from './panes/MessagePanes';
import { RequestTemplatePane, ResponseTemplatePane } from './panes/TemplatePanes';
import { dropping } from './state/files';
import { narrow } from './state/layout';
import { slow } from './state/run';
import { Notices } from './ui/Notices';
import { Splitters } from './ui/Splitters';
import { StatusBar } from './ui/StatusBar';
import { TopBar } from './ui/TopBar';

export function App() {
  return (
    <div class={`page ${narrow.value ? 'narrow' : 'wide'}`}>
      <a class="skip" href="#loop">
        To the panes
      </a>
      <TopBar />
      <div class={`progress${slow.value ? ' on' : ''}`} role="progressbar" aria-label="Running" aria-hidden={!slow.value} />
      <main id="loop" class="loop" tabIndex={-1}>
        <RequestPane />
        <RequestTemplatePane />
        <BackendRequestPane />
        <BackendAnswerPane />
        <ResponseTemplatePane />
        <ClientResponsePane />
        {!narrow.value && <Splitters />}
      </main>
      <Drawer />
      <StatusBar />
      <Notices />
      <Dialogs />
      {dropping.value && <div class="dropping">Drop a definition or a template</div>}
    </div>
  );
}

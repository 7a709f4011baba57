// The dealer's pages work without this script; it only saves steps.
import { offerCopying } from './dealer/copy-button.ts';
import { focusErrors } from './dealer/error-focus.ts';
import { showNoticeOnce } from './dealer/notice-once.ts';
import { sendOnce } from './dealer/send-once.ts';
import { watchStatus } from './dealer/status-watch.ts';

offerCopying(document);
focusErrors(document);
sendOnce(document);
showNoticeOnce(location, history);
watchStatus(document);

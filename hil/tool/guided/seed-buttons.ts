import type { PassCodeRequest } from '../../tester/command.ts';
import { dealerLink } from '../dealer/dealer-link.ts';
import { copySequence } from './clipboard.ts';
import { openInBrowser } from './open-browser.ts';
import type { TerminalScreens } from './terminal-screens.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** "Copy": the seed on the clipboard of the terminal. */
export function copySeed(
  { shown, vin, vinCheckDigit }: PassCodeRequest,
  output: NodeJS.WritableStream,
  screens: TerminalScreens,
  environment: Environment,
): void {
  const text =
    shown.kind === 'seed-number'
      ? shown.seedNumber
      : [
          `VIN\t${vin}\t${vinCheckDigit}`,
          `Data1\t${shown.data1}\t${shown.data1CheckDigit}`,
          `Data2\t${shown.data2}\t${shown.data2CheckDigit}`,
          `Data3\t${shown.data3}`,
        ].join('\n');
  const sequence = copySequence(text, environment['TERM']);
  if (sequence === null) {
    screens.say('This terminal gives programs no access to the clipboard: select the ID above with the mouse.');
    return;
  }
  output.write(sequence);
  screens.say(
    'The ID was sent to the clipboard of your terminal. If pasting gives something else, the terminal blocked it: select the ID above instead.',
  );
}

/** "Send": the dealer server's form, with the seed filled in. */
export async function sendSeed(
  seed: PassCodeRequest,
  dealer: { readonly dealerUrl: string; readonly toolVersion: string },
  screens: TerminalScreens,
  environment: Environment,
): Promise<void> {
  const link = dealerLink(dealer.dealerUrl, seed, dealer.toolVersion);
  const opened = await openInBrowser(link, environment);
  screens.say(
    opened
      ? 'The page opens in the browser. Its address, with the fields filled in:'
      : 'No browser is available here. Open this address in a browser; the fields are filled in:',
    link,
  );
}

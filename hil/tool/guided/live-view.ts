import {
  AbortPromptError,
  createPrompt,
  ExitPromptError,
  isEnterKey,
  useEffect,
  useKeypress,
  useState,
  type KeypressEvent,
} from '@inquirer/core';

/** A key with a function while a live view is shown. */
export interface LiveKey {
  /** The key as typed: a letter, or `enter`. */
  readonly key: string;
  readonly label: string;
  readonly press: () => void;
}

export interface LiveContent {
  readonly lines: readonly string[];
  readonly keys: readonly LiveKey[];
}

interface LiveStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Separates the content from the prompt that shows it, so that it can change while the prompt is open. */
class LiveSource {
  #content: LiveContent;
  #onChange: (content: LiveContent) => void = () => undefined;

  constructor(content: LiveContent) {
    this.#content = content;
  }

  get content(): LiveContent {
    return this.#content;
  }

  /** Unchanged content is not redrawn, to avoid flicker. */
  set(content: LiveContent): void {
    const isSame = viewOf(content) === viewOf(this.#content);
    this.#content = content;
    if (!isSame) this.#onChange(content);
  }

  follow(onChange: (content: LiveContent) => void): () => void {
    this.#onChange = onChange;
    return () => {
      this.#onChange = () => undefined;
    };
  }
}

const HIDE_CURSOR = '\u001b[?25l';

const livePrompt = createPrompt<never, { readonly source: LiveSource }>(({ source }) => {
  const [content, setContent] = useState<LiveContent>(source.content);
  useEffect(() => source.follow(setContent), []);
  useKeypress((event) => source.content.keys.find(({ key }) => isKey(event, key))?.press());
  return `${viewOf(content)}${HIDE_CURSOR}`;
});

function viewOf({ lines, keys }: LiveContent): string {
  const hints = keys.map(({ key, label }) => `[${key}] ${label}`).join('   ');
  return `${lines.join('\n')}\n  ${hints}`;
}

function isKey(event: KeypressEvent, key: string): boolean {
  return key === 'enter' ? isEnterKey(event) : event.name === key && !event.ctrl;
}

/** A display that changes while the technician looks at it, with keys that may be pressed. */
export class LiveView {
  readonly #streams: LiveStreams;
  readonly #onInterrupt: () => void;
  #open: { readonly source: LiveSource; readonly close: AbortController; readonly closed: Promise<void> } | null = null;

  /** @param onInterrupt called when Ctrl-C was pressed; then the view is closed */
  constructor(streams: LiveStreams, onInterrupt: () => void) {
    this.#streams = streams;
    this.#onInterrupt = onInterrupt;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** Shows it in place of what was in view. */
  show(content: LiveContent): void {
    if (this.#open !== null) {
      this.#open.source.set(content);
      return;
    }
    const source = new LiveSource(content);
    const close = new AbortController();
    const prompt = livePrompt({ source }, { ...this.#streams, signal: close.signal, clearPromptOnDone: true });
    const closed = prompt.then(
      () => undefined,
      (error: unknown) => {
        this.#open = null;
        if (error instanceof ExitPromptError) this.#onInterrupt();
        else if (!(error instanceof AbortPromptError)) throw error;
      },
    );
    this.#open = { source, close, closed };
  }

  /** Removes it; the next output takes its place. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    open?.close.abort();
    await open?.closed;
  }
}

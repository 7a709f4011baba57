/** Under this variable the tests run another file than the sources' own, such as the bundle that is published. */
export const MAIN_FILE_VARIABLE = 'VSK_MAIN';

/** What is started as `smartkey`, by the Node that runs the tests: its sources, where nothing else is asked for. */
export const MAIN: string = process.env[MAIN_FILE_VARIABLE] ?? 'hil/cli/main.ts';

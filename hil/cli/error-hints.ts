/** Hints that name a flag, by the code of the error: the packages below know none. */
export const ERROR_HINTS: Readonly<Record<string, string>> = {
  'bench/no-ecu':
    'is it on this bus and powered? other ids are given by --profile (addressing), another endpoint by --endpoint',
};

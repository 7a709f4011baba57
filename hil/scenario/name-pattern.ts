/** A name in a scenario, of a key, a car or a parameter: source of a regular expression. */
export const NAME = '[A-Za-z][A-Za-z0-9_-]{0,39}';

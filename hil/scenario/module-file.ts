/** Files that hold scenarios as code; what loads them is loaded when there is one. */
export const MODULE_FILE: RegExp = /\.[cm]?[jt]s$/;

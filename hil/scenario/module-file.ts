/** Files that contain scenarios as code; their loader is only loaded when there is one. */
export const MODULE_FILE: RegExp = /\.[cm]?[jt]s$/;

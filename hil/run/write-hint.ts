/** What a name says where to write. */
export type WrittenPlace = 'file' | 'folder';

/** How to fix an error of the file system at writing to a file, or into a folder. */
export function writeHint(error: unknown, place: WrittenPlace): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'free disk space, or choose another disk';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return place === 'folder' ? 'choose a writable folder' : 'name a file that can be written, in a writable folder';
    case 'ENOTDIR':
    case 'EEXIST':
      return place === 'folder'
        ? 'a file with the name of the folder exists: choose another name'
        : 'a part of the path is a file: name a file in a folder';
    case 'EISDIR':
      return place === 'folder' ? 'choose another folder' : 'it is a folder: name a file in it';
    case 'ENOENT':
      return place === 'folder' ? 'choose another folder' : 'create its folder, or name a file in another one';
    case 'ENXIO':
      return place === 'folder' ? 'choose another folder' : 'nobody reads this pipe: start its reader first';
    default:
      return place === 'folder' ? 'choose another folder' : 'name another file';
  }
}

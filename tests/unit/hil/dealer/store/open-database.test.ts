import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../../hil/dealer/store/open-database.ts';
import { verifyLogFile } from '../../../../../hil/dealer/store/verify-log.ts';
import { pathForEachTest } from '../../../../support/dealer-database.ts';

const path = pathForEachTest();

describe('a file that is not a dealer’s database', () => {
  it('is refused and left unchanged if it is not a database at all', () => {
    writeFileSync(path(), 'dear diary, '.repeat(100));
    expect(() => openDatabase(path())).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('not a database') }),
    );
    expect(readFileSync(path(), 'utf8')).toBe('dear diary, '.repeat(100));
  });

  it('is refused when it is another program’s', () => {
    const other = new DatabaseSync(path());
    other.exec('CREATE TABLE songs (name TEXT)');
    other.close();
    expect(() => openDatabase(path())).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('another program') }),
    );
  });

  it('is refused when a newer program made it', () => {
    openDatabase(path()).close();
    const database = new DatabaseSync(path());
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openDatabase(path())).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringContaining('layout 99'),
        hint: expect.stringContaining('newer'),
      }),
    );
  });

  it('is refused where the folder is missing, or the name is a folder’s', () => {
    expect(() => openDatabase(join(dirname(path()), 'none', 'dealer.db'))).toThrow(
      expect.objectContaining({ code: 'bench', message: expect.stringContaining('cannot be opened') }),
    );
    mkdirSync(join(dirname(path()), 'dealers'));
    expect(() => openDatabase(join(dirname(path()), 'dealers'))).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('it is a folder') }),
    );
    expect(() => verifyLogFile(join(dirname(path()), 'dealers'))).toThrow('it is a folder');
  });

  it('is refused where it is a pipe', () => {
    execFileSync('mkfifo', [path()]);
    const refused = { code: 'usage', message: expect.stringContaining('it is a pipe') as string };
    expect(() => openDatabase(path())).toThrow(expect.objectContaining(refused));
    expect(() => verifyLogFile(path())).toThrow('it is a pipe');
  });

  it('is refused while another server has it, and not afterwards', () => {
    const first = openDatabase(path());
    expect(() => openDatabase(path())).toThrow(
      expect.objectContaining({ code: 'bench', message: expect.stringContaining('another dealer server') }),
    );
    first.close();
    openDatabase(path()).close();
  });
});

describe('the files of a database', () => {
  it('DLR-8 are readable by this user only, regardless of the umask', () => {
    const before = process.umask(0);
    try {
      const opened = openDatabase(path());
      opened.database.exec("INSERT INTO dealers VALUES ('99001', 'Example Motors')");
      const modes = readdirSync(dirname(path())).map((name) =>
        (statSync(join(dirname(path()), name)).mode & 0o777).toString(8),
      );
      expect(readdirSync(dirname(path()))).toEqual(
        expect.arrayContaining(['dealer.db', 'dealer.db-wal', 'dealer.db-lock']),
      );
      expect(modes.filter((mode) => mode !== '600')).toEqual([]);
      expect(opened.warning).toBeNull();
      opened.close();
    } finally {
      process.umask(before);
    }
  });

  it('DLR-8 that others can read are warned of, with the command that changes it', () => {
    openDatabase(path()).close();
    chmodSync(path(), 0o644);
    const opened = openDatabase(path());
    expect(opened.warning).toBe(
      `${path()} is readable by other users of this machine: it contains password hashes and customers' names (chmod 600 "${path()}" "${path()}-wal" "${path()}-shm")`,
    );
    opened.close();
  });
});

describe('an open database', () => {
  it('has the present layout, keeps its references, and writes ahead', () => {
    const opened = openDatabase(path());
    const { database, warning } = opened;
    const pragma = (name: string): unknown => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect([warning, pragma('user_version'), pragma('foreign_keys')]).toEqual([null, 2, 1]);
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('trusted_schema')]).toEqual(['wal', 2, 0]);
    opened.close();
  });

  it('in memory is there once for each that opens it, with no file and no lock', () => {
    const [one, other] = [openDatabase(':memory:'), openDatabase(':memory:')];
    one.database.exec("INSERT INTO dealers VALUES ('99001', 'Example Motors')");
    expect(other.database.prepare('SELECT * FROM dealers').all()).toEqual([]);
    expect([one.warning, readdirSync(dirname(path()))]).toEqual([null, []]);
    one.close();
    other.close();
  });

  it('is held against another server also through a link to the same file', () => {
    const opened = openDatabase(path());
    const link = join(dirname(path()), 'link.db');
    symlinkSync(path(), link);
    expect(() => openDatabase(link)).toThrow(expect.objectContaining({ code: 'bench' }));
    opened.close();
    openDatabase(link).close();
  });
});

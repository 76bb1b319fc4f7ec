/** What S3 servers do differently, as our tests have seen it; `docs/object-stores.md` tells users the same. */
interface ServerDifferences {
  /** Whether DeleteObject deletes whatever If-Match says. */
  ignoresIfMatchOnDelete: boolean;
  /** Whether CopyObject overwrites what lies at its destination, whatever If-None-Match says. */
  ignoresIfNoneMatchOnCopy: boolean;
  /** Whether unfinished uploads in parts are listed by a prefix; else by a whole key, or all that were begun since the server's start. */
  listsUploadsByPrefix: boolean;
  /** Whether any region will do, where another than the server's is refused elsewhere. */
  takesAnyRegion: boolean;
  /** Whether tags may hold more than ASCII. */
  keepsUnicodeTags: boolean;
  /** Whether `there/below` can be put where `there` is an object, and is in no listing then; refused elsewhere. */
  hidesKeysBelowObjects: boolean;
}

const SERVERS = {
  versitygw: {
    ignoresIfMatchOnDelete: false,
    ignoresIfNoneMatchOnCopy: true,
    listsUploadsByPrefix: true,
    takesAnyRegion: false,
    keepsUnicodeTags: true,
    hidesKeysBelowObjects: false,
  },
  minio: {
    ignoresIfMatchOnDelete: true,
    ignoresIfNoneMatchOnCopy: true,
    listsUploadsByPrefix: false,
    takesAnyRegion: true,
    keepsUnicodeTags: false,
    hidesKeysBelowObjects: true,
  },
} as const satisfies Record<string, ServerDifferences>;

/** What the tests run against: versitygw, unless `npm run test:minio` says otherwise. */
export const serverName = process.env.ANNOLOOP_TEST_S3_SERVER === 'minio' ? 'minio' : 'versitygw';

export const server: ServerDifferences = SERVERS[serverName];

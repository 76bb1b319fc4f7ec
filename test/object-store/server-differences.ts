/** What S3 servers do differently, as our tests have seen it; `docs/object-stores.md` tells users the same. */
interface ServerDifferences {
  /** Whether DeleteObject deletes whatever If-Match says. */
  ignoresIfMatchOnDelete: boolean;
  /** Whether any region will do, where another than the server's is refused elsewhere. */
  takesAnyRegion: boolean;
  /** Whether tags may hold more than ASCII. */
  keepsUnicodeTags: boolean;
  /** What becomes of `there/below` where `there` is an object: refused with these words; or stored, with `there` hidden from listings. */
  belowAnObject: 'Object parent already' | 'stored';
}

const SERVERS = {
  versitygw: {
    ignoresIfMatchOnDelete: false,
    takesAnyRegion: false,
    keepsUnicodeTags: true,
    belowAnObject: 'Object parent already',
  },
  minio: {
    ignoresIfMatchOnDelete: true,
    takesAnyRegion: true,
    keepsUnicodeTags: false,
    belowAnObject: 'stored',
  },
} as const satisfies Record<string, ServerDifferences>;

/** The server that the tests run against: versitygw, unless `npm run test:minio` says otherwise. */
export const server: ServerDifferences =
  SERVERS[process.env.ANNOLOOP_TEST_S3_SERVER === 'minio' ? 'minio' : 'versitygw'];

import type { ParsedSections } from '../loop-file-schema';
import type { Report } from '../problem';

const FILED_FOLDERS = ['evaluation/', 'training/', 'noisy/'];
const LEDGER_FOLDERS = ['config/', 'windows/', 'classes/', 'projects/', 'rounds/', 'datasets/', 'retrainings/'];

interface Folder {
  bucket: string;
  prefix: string;
}

/** What Annoloop writes must never look like new images of production. */
export function checkPlaces({ source, ledger, filing }: ParsedSections, report: Report): void {
  if (source === undefined) return;
  if (ledger !== undefined && meets(source, ledger, LEDGER_FOLDERS)) {
    report(
      ['ledger'],
      `the ledger lies inside the source (${shownFolder(source)}): its files would be taken for images`,
      'give it a bucket of its own, or a prefix outside the source',
    );
  }
  if (filing === undefined) return;
  if (filing.mode === 'in-place') {
    if (filing.bucket !== undefined && filing.bucket !== source.bucket) {
      report(
        ['filing', 'bucket'],
        `mode: in-place files within the source's bucket, ${source.bucket}`,
        'leave `bucket` out, or write mode: move',
      );
    }
    if (filing.prefix !== undefined && filing.prefix !== source.prefix) {
      report(
        ['filing', 'prefix'],
        `mode: in-place files within the source's prefix, '${source.prefix}'`,
        'leave `prefix` out, or write mode: move',
      );
    }
    if (filing.noisyAbove !== undefined) {
      report(
        ['filing', 'noisyAbove'],
        "mode: in-place has no noisy/ folder: the model's own labels would lie among people's",
        'take it out, or write mode: move or copy',
      );
    }
    return;
  }
  if (filing.bucket === undefined) {
    report(
      ['filing'],
      `\`filing.bucket\` is missing: mode: ${filing.mode} files images in a bucket`,
      'write one, such as bucket: food11-dataset',
    );
  } else if (meets(source, { bucket: filing.bucket, prefix: filing.prefix ?? '' }, FILED_FOLDERS)) {
    report(
      ['filing'],
      `images would be filed inside the source (${shownFolder(source)}) and be taken for new ones`,
      'give `filing` a bucket of its own, or a prefix outside the source; mode: in-place sorts within the source',
    );
  }
}

/** Whether one of the folders that are written below `target` lies in the source, or the source in one of them. */
function meets(source: Folder, target: Folder, folders: readonly string[]): boolean {
  if (source.bucket !== target.bucket) return false;
  return folders.some((folder) => {
    const written = target.prefix + folder;
    return written.startsWith(source.prefix) || source.prefix.startsWith(written);
  });
}

const shownFolder = ({ bucket, prefix }: Folder): string => `s3://${bucket}/${prefix}`;

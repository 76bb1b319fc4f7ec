import { FILED_FOLDERS, LEDGER_FOLDERS, type Place, writesInto } from '../../../domain/places';
import type { ParsedSections } from '../loop-file-schema';
import type { Report } from '../problem';

/** What Annoloop writes must never look like new images of production. */
export function checkPlaces({ source, ledger, filing }: ParsedSections, report: Report): void {
  if (source === undefined) return;
  if (ledger !== undefined && writesInto(ledger, LEDGER_FOLDERS, source)) {
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
  if (filing.mode === 'copy' && filing.acceptUnsafeDelete === true) {
    report(
      ['filing', 'acceptUnsafeDelete'],
      "mode: copy deletes nothing of production's: there is nothing to accept",
      'take it out, or write mode: move',
    );
  }
  if (filing.bucket === undefined) {
    report(
      ['filing'],
      `\`filing.bucket\` is missing: mode: ${filing.mode} files images in a bucket`,
      'write one, such as bucket: food11-dataset',
    );
  } else if (writesInto({ bucket: filing.bucket, prefix: filing.prefix ?? '' }, FILED_FOLDERS, source)) {
    report(
      ['filing'],
      `images would be filed inside the source (${shownFolder(source)}) and be taken for new ones`,
      'give `filing` a bucket of its own, or a prefix outside the source; mode: in-place sorts within the source',
    );
  }
}

const shownFolder = ({ bucket, prefix }: Place): string => `s3://${bucket}/${prefix}`;

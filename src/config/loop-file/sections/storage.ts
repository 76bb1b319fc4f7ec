import { bucketName } from '../fields/bucket';
import { instant } from '../fields/instant';
import { keyPrefix } from '../fields/key-prefix';
import { oneOf, yesOrNo } from '../fields/plain';
import { section } from '../fields/section';
import { share } from '../fields/share';

export const sourceSchema = section('source: { bucket: production }', {
  bucket: bucketName().describe('Bucket that production writes its images to.'),
  prefix: keyPrefix()
    .prefault('')
    .describe("Only keys that begin with this are looked at: '' or a folder that ends with a slash."),
  since: instant()
    .optional()
    .describe(
      'Objects that the store dates before this are left alone: 2026-11-01 or 2026-11-01T06:30:00Z. Default: none.',
    ),
});

export const ledgerSchema = section('ledger: { bucket: food11-ledger }', {
  bucket: bucketName().describe('Bucket of the ledger: what was claimed, drawn, answered, filed and estimated.'),
  prefix: keyPrefix()
    .prefault('')
    .describe("Folder of the ledger: '' or one that ends with a slash. Never inside the source."),
});

export const filingSchema = section('filing: { bucket: food11-dataset, mode: move }', {
  bucket: bucketName()
    .optional()
    .describe('Bucket that labelled images are filed in. Left out when they are filed in place.'),
  prefix: keyPrefix()
    .optional()
    .describe("Folder to file under: '' or one that ends with a slash. Never inside the source."),
  mode: oneOf(['move', 'copy', 'in-place'])
    .prefault('move')
    .describe(
      'move takes images out of the source, copy leaves them there, in-place moves them between class folders of the source.',
    ),
  noisyAbove: share({ above: 0 })
    .optional()
    .describe(
      "Undrawn images at least this confident are filed under noisy/ with the model's own label. Default: they are not.",
    ),
  acceptUnsafeDelete: yesOrNo()
    .optional()
    .describe(
      'Whether to move images also on a store that ignores If-Match on delete, as MinIO does: right where nothing overwrites an image after its upload.',
    ),
});

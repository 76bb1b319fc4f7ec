import { z } from 'zod';
import { inOneMessage, shown, wanting } from './words';

const ADVICE = 'write 3 to 63 lower-case letters, digits, hyphens or dots, such as food11-dataset';
const RESERVED_STARTS = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_ENDS = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/** A bucket's name by Amazon's rules, which other stores share: docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function bucketName() {
  const error = wanting("a bucket's name", ADVICE);
  return z.string({ error }).check((context) => {
    const wrong = bucketFlaw(context.value);
    if (wrong === null) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: inOneMessage({ wrong: `cannot be ${shown(context.value)}: ${wrong}`, instead: ADVICE }),
    });
  });
}

function bucketFlaw(name: string): string | null {
  if (/^s3:\/\//.test(name)) return 'the name alone is wanted, without s3://';
  if (name.includes('/')) return "a bucket's name holds no slash; folders go into `prefix`";
  if (name.length < 3 || name.length > 63) return `it has ${name.length} characters`;
  if (/[A-Z]/.test(name)) return 'bucket names have no capital letters';
  if (!/^[a-z0-9.-]+$/.test(name)) return 'it holds a character that bucket names may not have';
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return 'it must begin and end with a letter or a digit';
  if (name.includes('..')) return 'two dots stand side by side';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return 'it looks like an IP address';
  const reserved = [
    ...RESERVED_STARTS.filter((start) => name.startsWith(start)),
    ...RESERVED_ENDS.filter((end) => name.endsWith(end)),
  ];
  return reserved.length > 0 ? `S3 keeps names with '${reserved[0]}' for itself` : null;
}

/** A text without the secrets in it. Errors and log lines pass through one before they leave the process. */
export type Redact = (text: string) => string;

const CUT = '[redacted]';
/** Shorter ones are words that stand in any text; nothing that short is a secret. */
const SHORTEST = 8;

/** Addresses and headers that hold a secret, whoever's it is: what stands before it is kept, so that the text can be read. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Repetitions are bounded: a line of a megabyte must not take hours.
  [/(:\/\/)[^\s/@'"<>\\]{1,500}(@)/g, `$1${CUT}$2`],
  [
    /((?:[?&;]|%3F|%26)(?:X-Amz-(?:Signature|Credential|Security-Token)|AWSAccessKeyId|[\w-]{0,40}(?:token|secret|passw(?:or)?d|signature|sig|api[_-]?key))(?:=|%3D))[^&\s"'<>\\]{1,4000}/gi,
    `$1${CUT}`,
  ],
  [/(\/media\/|%2Fmedia%2F)[0-9a-f]{8}\.[\w-]{1,2000}\.[\w-]{1,200}\.[\w-]{20,200}/gi, `$1${CUT}`],
  [/\b[0-9a-f]{8}\.[\w-]{4,2000}\.[\w-]{4,200}\.[\w-]{43}\b/g, CUT],
  [/\beyJ[\w-]{8,4000}\.[\w-]{8,4000}\.[\w-]{8,4000}/g, CUT],
  [/\b((?:Token|Bearer|Basic)\s{1,4})(?=[\w.~+/=-]{0,4000}\d)[\w.~+/=-]{16,4000}/gi, `$1${CUT}`],
  [/\b(AWS4-HMAC-SHA256\s{1,4}Credential=)[^\s,"'<>\\]{1,500}/g, `$1${CUT}`],
  [/\b(Signature[=:]\s{0,4}(?:v1=)?)[0-9a-f]{64}\b/gi, `$1${CUT}`],
  [/\b(X-Annoloop-(?:Hook-Secret|Signature)["'\s:=\\]{1,12})[\w=,-]{16,400}/gi, `$1${CUT}`],
];

/**
 * Cuts out the secrets given, in every spelling that a server may say them back in (plain, URL-encoded, base64, hex,
 * JSON), and whatever looks like a signed URL, a media token, a JWT or an `Authorization` header of anybody.
 * @param secrets of this process; texts of less than eight characters are left alone
 */
export function createRedaction(secrets: readonly string[]): Redact {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST).flatMap(spellings);
  // The longest first: one may begin with another.
  const own = [...new Set(known)].sort((a, b) => b.length - a.length).map(escaped);
  const patterns = own.length === 0 ? PATTERNS : [[new RegExp(own.join('|'), 'g'), CUT] as const, ...PATTERNS];
  return (text) => patterns.reduce((left, [pattern, cut]) => left.replace(pattern, cut), text);
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const hex = bytes.toString('hex');
  return [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
    JSON.stringify(secret).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...insideBase64(bytes),
  ];
}

/**
 * What base64 makes of the bytes wherever they stand in a longer text: from one of three offsets on, without the
 * characters at either end that depend on what stands beside.
 */
function insideBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const inside = whole.slice(offset === 0 ? 0 : offset + 1, -1);
    return [inside, inside.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/**
 * Headers of everything below `/media`, errors included. What a stranger uploaded must neither run nor frame anything,
 * whoever opens the link; Label Studio reads it from another origin with `crossorigin=anonymous`, without credentials.
 */
export function mediaHeaders(
  labelStudioOrigins: readonly string[],
  origin: string | undefined,
): Record<string, string> {
  const allowed = labelStudioOrigins.find((candidate) => candidate === origin) ?? labelStudioOrigins[0];
  return {
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Referrer-Policy': 'no-referrer',
    Vary: 'Origin',
    ...(allowed !== undefined && {
      'Access-Control-Allow-Origin': allowed,
      'Access-Control-Expose-Headers': 'Accept-Ranges, Content-Length, Content-Range, ETag',
    }),
  };
}

/** What a browser asks for before a request with a Range header from another origin. */
export const PREFLIGHT_HEADERS = {
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers': 'Range, If-None-Match, If-Range',
  'Access-Control-Max-Age': '600',
};

/** Of an image: what is no raster image is a download, never a page. */
export function imageHeaders(type: string | null, etag: string): Record<string, string> {
  return {
    'Content-Type': type ?? 'application/octet-stream',
    ...(type === null && { 'Content-Disposition': 'attachment' }),
    ETag: etag,
    'Accept-Ranges': 'bytes',
    // An object may be superseded any time; five minutes spare the second load that Label Studio makes of every image.
    'Cache-Control': 'private, max-age=300',
  };
}

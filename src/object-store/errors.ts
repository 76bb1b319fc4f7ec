/** Where and in what an error arose. Never holds a signed URL, a header or key material: these texts reach logs and history. */
export interface ErrorPlace {
  /** The port's method, such as `get`. */
  operation: string;
  /** `s3://bucket/key`, or for a copy `s3://a/x -> s3://b/y`. */
  location: string;
  /** The store's own error code or the network's, such as `NoSuchKey` or `ECONNREFUSED`. */
  code: string | null;
}

/** What every failure of an object store says: the operation, the location, what is wrong and what to do. */
export abstract class ObjectStoreError extends Error {
  readonly operation: string;
  readonly location: string;
  readonly code: string | null;

  constructor(place: ErrorPlace, what: string, advice: string) {
    super(`${place.operation} ${place.location}: ${what}${place.code === null ? '' : ` (${place.code})`}; ${advice}`);
    this.name = new.target.name;
    this.operation = place.operation;
    this.location = place.location;
    this.code = place.code;
  }
}

/** There is no such object. */
export class ObjectNotFound extends ObjectStoreError {
  constructor(place: ErrorPlace) {
    super(place, 'there is no such object', 'it was deleted, or never stored under this key');
  }
}

/** The object exists where it must not, or is no longer the version that was asked for. */
export class PreconditionFailed extends ObjectStoreError {
  constructor(place: ErrorPlace) {
    super(
      place,
      'the object is not what the request is conditional on',
      'it was created or changed in between; look at it again before going on',
    );
  }
}

/** The range begins behind the object's end, or is none. */
export class RangeNotSatisfiable extends ObjectStoreError {
  constructor(place: ErrorPlace) {
    super(place, 'the object has no such range of bytes', "ask for a range within the object's size");
  }
}

export class BucketMissing extends ObjectStoreError {
  constructor(place: ErrorPlace) {
    super(place, 'the bucket does not exist', '`annoloop apply` makes it, or correct its name in the loop file');
  }
}

/** The store refused the credentials, the region or the action: trying again changes nothing until somebody mends them. */
export class CredentialsRefused extends ObjectStoreError {}

/** The store did not answer, or could not for now: trying again later is right. */
export class StoreUnavailable extends ObjectStoreError {
  /** How long the store asks to be left alone, in ms; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(place: ErrorPlace, what: string, advice: string, retryAfterMs: number | null) {
    super(place, what, advice);
    this.retryAfterMs = retryAfterMs;
  }
}

/** A success that no S3 server would answer so: something stands in front of the store, or in its place. */
export const notAnS3Answer = (place: ErrorPlace): StoreUnavailable =>
  new StoreUnavailable(
    place,
    'the address answered something that is not an S3 answer',
    'check that S3_ENDPOINT is the S3 address, not a console or another service, and what stands in front of it',
    null,
  );

/** The store understood the request and will not do it: an impossible key, bucket name or tag set. */
export class RequestRefused extends ObjectStoreError {}

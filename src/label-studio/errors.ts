/** The request that an error arose in. Never holds a query, a body or a header: these texts reach logs and history. */
export interface RequestPlace {
  /** Method and path, such as `POST /api/projects/3/import`. */
  request: string;
  /** HTTP status, or the network's code such as `ECONNREFUSED`; null where there is neither. */
  code: number | string | null;
}

/** What every failure of Label Studio says: which request, what it said, what to do. */
export abstract class LabelStudioError extends Error {
  readonly request: string;
  readonly code: number | string | null;

  constructor(place: RequestPlace, what: string, advice: string) {
    super(`${place.request}: ${what}${place.code === null ? '' : ` (${place.code})`}; ${advice}`);
    this.name = new.target.name;
    this.request = place.request;
    this.code = place.code;
  }
}

/** Label Studio did not answer, or could not for now: trying again later is right. */
export class LabelStudioUnavailable extends LabelStudioError {
  /** How long it asks to be left alone, in ms; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(place: RequestPlace, what: string, advice: string, retryAfterMs: number | null = null) {
    super(place, what, advice);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The token was refused: trying again changes nothing until somebody mends it. */
export class LabelStudioCredentialsRefused extends LabelStudioError {}

/** Label Studio understood the request and refused it. */
export class LabelStudioRefused extends LabelStudioError {
  /** Its objections, one a line of its answer: `label_config: toName="imag" not found in names: …`. */
  readonly objections: readonly string[];

  constructor(place: RequestPlace, objections: readonly string[], advice: string) {
    super(place, `Label Studio refuses this: ${objections.join('; ')}`, advice);
    this.objections = objections;
  }
}

/** There is no such project, task or backend. */
export class LabelStudioNotFound extends LabelStudioError {}

/** The address answered something that is not an answer of the Label Studio we know. */
export class LabelStudioUnexpected extends LabelStudioError {}

/** A project as Annoloop uses it. */
export interface Project {
  id: number;
  title: string;
  description: string;
  labelConfig: string;
  maximumAnnotations: number;
  showCollabPredictions: boolean;
  skipQueue: string;
  tasks: number;
}

export interface ProjectSettings {
  title: string;
  description: string;
  label_config: string;
  maximum_annotations: number;
  show_collab_predictions: boolean;
  skip_queue: 'REQUEUE_FOR_ME' | 'REQUEUE_FOR_OTHERS' | 'IGNORE_SKIPPED';
  expert_instruction: string;
  show_instruction: boolean;
  enable_empty_annotation: boolean;
}

/** A task to import: `item` and `round` are always in its data, since it is found by them. */
export interface NewTask {
  data: { image: string; item: string; round: string } & Record<string, string | number | null>;
}

/** A task found by its item id. */
export interface FoundTask {
  taskId: number;
  itemId: string;
  /** The address of its image as it stands in the task's data; empty where somebody took it out. */
  image: string;
  /** Annotations, skips included. */
  answers: number;
  /** How many different people it is to be answered by: the project's number, until it is put before more. */
  people: number;
  /** Label Studio offers it to nobody any more. */
  finished: boolean;
}

export interface FoundAnnotation {
  annotationId: number;
  /** Label Studio's user id; 0 when that user was deleted. */
  annotator: number;
  createdAt: string;
  updatedAt: string;
  skipped: boolean;
  leadTimeSeconds: number | null;
  /** The values of the choices control named `label`, as stored; none for a skip or an empty answer. */
  choices: string[];
  /** Names of the other controls that it has results of: what a label config looked like that somebody changed. */
  otherControls: string[];
  /** Whether it was made from a prediction that somebody put there, by a person or by Label Studio. */
  fromPrediction: boolean;
}

export interface AnsweredTask {
  taskId: number;
  /** Null where somebody took it out of the task's data. */
  itemId: string | null;
  image: string;
  annotations: FoundAnnotation[];
}

export interface Webhook {
  id: number;
  url: string;
  /** Sent with every request; they hold a secret. */
  headers: Record<string, string>;
  /** Whether it is active and sends every action that Annoloop counts by. */
  listens: boolean;
}

interface SourceStorage {
  id: number;
  bucket: string;
  title: string;
}

export interface SourceStorageSettings {
  bucket: string;
  title: string;
  endpoint: string;
  publicEndpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  presignMinutes: number;
}

interface CallOptions {
  signal?: AbortSignal | undefined;
}

/**
 * What Annoloop needs of Label Studio. Every answer is validated; every method throws one of
 * `src/label-studio/errors.ts`, which says the request and what to do. Nothing is retried here but one 401 with a
 * renewed access token.
 */
export interface LabelStudio {
  /** Proves address and token; the release and who we are. */
  whoAmI(options?: CallOptions): Promise<{ userId: number; email: string; release: string }>;
  /** Everybody who can answer: the user ids of the organization's members, without removed ones. */
  listMembers(options?: CallOptions): Promise<number[]>;
  /** Projects whose description has exactly this line, lowest id first. Titles are not asked: people change them. */
  findProjects(marker: string, options?: CallOptions): Promise<Project[]>;
  getProject(id: number, options?: CallOptions): Promise<Project | null>;
  createProject(settings: ProjectSettings, options?: CallOptions): Promise<Project>;
  updateProject(id: number, settings: Partial<ProjectSettings>, options?: CallOptions): Promise<Project>;
  /** Null when it is fine, else what Label Studio says is wrong with it. */
  validateLabelConfig(xml: string, options?: CallOptions): Promise<string | null>;
  /**
   * Task ids in the order of `tasks`. All or nothing, but where its SQLite is locked Label Studio may do it twice by itself
   * and name the ids of the second time only. Never looks for doubles.
   */
  importTasks(project: number, tasks: NewTask[], options?: CallOptions): Promise<number[]>;
  /** All tasks of these items, doubles included; at most 1,000 items a call. */
  findTasks(project: number, itemIds: readonly string[], options?: CallOptions): Promise<FoundTask[]>;
  /** All tasks of a round, doubles included. */
  listRoundTasks(project: number, round: string, options?: CallOptions): Promise<FoundTask[]>;
  /** Tasks of the round that were put before more people than the project says, doubles included. */
  listReissued(project: number, round: string, annotators: number, options?: CallOptions): Promise<FoundTask[]>;
  /**
   * Puts a task before so many different people, those who answered it included: Label Studio then offers it to whoever
   * has not. Where so many answered meanwhile it is finished at once. Whether the task was there.
   * @param skipsCount whether a skip counts as an answer in its project (`IGNORE_SKIPPED`)
   */
  putBefore(taskId: number, people: number, skipsCount: boolean, options?: CallOptions): Promise<boolean>;
  /** Takes that back: the task is for so many people, who have answered it, and finished. */
  finishTask(taskId: number, people: number, options?: CallOptions): Promise<boolean>;
  /**
   * Deletes those of these tasks that are of the round, of these items, and that nobody answered or skipped: also where
   * Label Studio has given an id to another task meanwhile. How many were deleted is to be looked up: where its SQLite is
   * locked, it carries the whole request out again, and then says 0.
   */
  deleteUnanswered(
    project: number,
    round: string,
    tasks: readonly { taskId: number; itemId: string }[],
    options?: CallOptions,
  ): Promise<void>;
  /** Tasks of the round, and those with at least `annotators` answers, skips included. */
  countRound(
    project: number,
    round: string,
    annotators: number,
    options?: CallOptions,
  ): Promise<{ answered: number; total: number }>;
  /** Tasks of the project that are of no round: somebody else's. */
  countStrangers(project: number, options?: CallOptions): Promise<number>;
  /** Tasks of the round that have predictions. */
  countPredicted(project: number, round: string, options?: CallOptions): Promise<number>;
  /** How many of these tasks of the round still exist: a deleted task shows nowhere else. */
  countExisting(project: number, round: string, taskIds: readonly number[], options?: CallOptions): Promise<number>;
  /**
   * Tasks of the round with their annotations: all, or those touched at or after `since` (ISO 8601). `asOf` is the
   * server's clock before the first was read.
   */
  readAnswers(
    project: number,
    round: string,
    options?: CallOptions & { since?: string },
  ): Promise<{ asOf: Date; tasks: AnsweredTask[] }>;
  listWebhooks(project: number, options?: CallOptions): Promise<Webhook[]>;
  createWebhook(project: number, url: string, headers: Record<string, string>, options?: CallOptions): Promise<Webhook>;
  /** Deleting what is not there is no error. */
  deleteWebhook(id: number, options?: CallOptions): Promise<void>;
  updateWebhook(
    project: number,
    id: number,
    url: string,
    headers: Record<string, string>,
    options?: CallOptions,
  ): Promise<void>;
  listSourceStorages(project: number, options?: CallOptions): Promise<SourceStorage[]>;
  ensureSourceStorage(project: number, settings: SourceStorageSettings, options?: CallOptions): Promise<SourceStorage>;
  /** Deletes those of these tasks that are of the item, with all their answers. */
  deleteTasksOf(project: number, itemId: string, taskIds: readonly number[], options?: CallOptions): Promise<void>;
  /** Sends START_TRAINING to the ML backend. */
  trainMlBackend(backendId: number, options?: CallOptions): Promise<void>;
}

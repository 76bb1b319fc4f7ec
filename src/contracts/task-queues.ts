/** Workflows, and activities that need neither images nor Label Studio. */
export const MAIN_QUEUE = 'annoloop';
/** Object storage and DuckDB: more worker processes here add throughput. */
export const DATA_QUEUE = 'annoloop-data';
/** Calls to Label Studio, whose single process wants few at a time. */
export const LABEL_STUDIO_QUEUE = 'annoloop-label-studio';

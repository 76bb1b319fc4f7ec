/** What finding and installing a tool needs to know. */
export interface ToolContext {
  cache: string;
  /** Ours: where tools are configured, PATH, and whatever Go, uv and pip want to know of registries and proxies. */
  environment: Readonly<Record<string, string | undefined>>;
  say: (text: string) => void;
  signal: AbortSignal;
}
